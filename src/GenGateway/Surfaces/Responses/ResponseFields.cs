using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Responses;

/// <summary>What a body of <c>/v1/responses</c> asks for beside its items, and what its answer repeats.</summary>
internal sealed class ResponseFields
{
    private static readonly string[] Harmless = ["backend", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options", "stream", "model", "background", "conversation", "store"];

    // Members that the response repeats, with what they are where the client left them out.
    private static readonly (string Name, string Otherwise)[] Repeated =
    [
        ("instructions", "null"), ("metadata", "{}"), ("max_output_tokens", "null"), ("parallel_tool_calls", "true"), ("previous_response_id", "null"),
        ("reasoning", "{\"effort\":null,\"summary\":null}"), ("temperature", "null"), ("text", "{\"format\":{\"type\":\"text\"}}"), ("tool_choice", "\"auto\""),
        ("tools", "[]"), ("top_p", "null"), ("truncation", "\"disabled\""),
    ];

    private ResponseFields(IReadOnlyList<(string Name, string Json)> echo, bool wantsThoughts) => (Echo, WantsThoughts) = (echo, wantsThoughts);

    /// <summary>Those of a body that nobody had to decode.</summary>
    public static ResponseFields Unread { get; } = new([], false);

    /// <summary>Members of the request that the response repeats, as JSON.</summary>
    public IReadOnlyList<(string Name, string Json)> Echo { get; }

    /// <summary>Whether the client reads the model's thoughts.</summary>
    public bool WantsThoughts { get; }

    /// <summary>Reads everything but the items.</summary>
    public static (ResponseFields Fields, ChatTask Task) Read(Fields fields, IReadOnlyList<ChatMessage> messages, Drops drops)
    {
        (string, string)[] echo = [.. Repeated.Select(member => (member.Name, fields.Any(member.Name)?.GetRawText() ?? member.Otherwise))];
        var instructions = fields.Text("instructions");
        var reasoning = fields.Object("reasoning");
        var effort = reasoning?.Name("effort");
        var wantsThoughts = (reasoning?.Name("summary") ?? reasoning?.Name("generate_summary")) is not null;
        foreach (var name in reasoning?.Rest() ?? [])
            drops.Add($"reasoning.{name}");
        var tools = ResponseTools.Tools(fields, drops);
        var choice = ResponseTools.Choice(fields, drops);
        var task = new ChatTask(instructions is { Length: > 0 } ? [new ChatMessage("system", instructions) { Field = "instructions" }, .. messages] : messages, Parameters(fields))
        {
            Tools = tools,
            ToolChoice = tools.Count > 0 ? choice : null,
            ParallelToolCalls = tools.Count > 0 ? fields.Flag("parallel_tool_calls") : null,
            ResponseFormat = Format(fields, drops),
            ReasoningEffort = effort,
            User = fields.Name("user"),
        };
        // An answer without it would be about something else.
        if (fields.Any("prompt") is not null)
            fields.Faults.Add("prompt", "prompt names a template that OpenAI keeps; send its text as instructions and input.");
        Defaults(fields, drops);
        drops.Add(fields.Rest());
        return (new ResponseFields(echo, wantsThoughts), task);
    }

    private static TextParameters Parameters(Fields fields) => new()
    {
        MaxTokens = fields.Small("max_output_tokens", 1),
        Temperature = fields.Number("temperature", 0, 2),
        TopP = fields.Number("top_p", 0, 1),
        TopK = fields.Small("top_k", -1),
        MinP = fields.Number("min_p", 0, 1),
        RepetitionPenalty = fields.Number("repetition_penalty", 0.001, 100),
    };

    private static void Defaults(Fields fields, Drops drops)
    {
        foreach (var name in Harmless)
            fields.Any(name);
        foreach (var (name, _) in Repeated)
            fields.Any(name);
        fields.Any("stream_options");
        if (fields.Text("truncation") is not (null or "disabled"))
            drops.Add("truncation");
        if (fields.Array("include") is { } include && include.GetArrayLength() > 0)
            drops.Add("include");
    }

    private static ResponseFormat? Format(Fields fields, Drops drops)
    {
        if (fields.Object("text") is not { } text)
            return null;
        if (text.Name("verbosity") is not (null or "medium"))
            drops.Add("text.verbosity");
        if (text.Object("format") is not { } format)
            return null;
        switch (format.Text("type"))
        {
            case "text":
                return null;
            case "json_object":
                return new ResponseFormat.JsonObject();
            case "json_schema" when format.Any("schema") is { ValueKind: JsonValueKind.Object } schema:
                return new ResponseFormat.JsonSchema(format.Name("name"), format.Name("description"), schema.GetRawText(), format.Flag("strict"));
            default:
                format.Faults.Add("text.format", "text.format must be of the type text, json_object, or json_schema with a schema.");
                return null;
        }
    }
}

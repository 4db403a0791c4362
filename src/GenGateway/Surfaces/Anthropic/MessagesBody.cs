using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>A body of <c>/v1/messages</c>, decoded when a backend needs that.</summary>
internal sealed class MessagesBody(ReadOnlyMemory<byte> body) : ITaskSource
{
    // They concern Anthropic's own accounting, or are read for whoever routes.
    private static readonly string[] Harmless = ["model", "backend", "stream", "service_tier", "cache_control"];

    /// <summary>What the answer tells of thoughts; known once the body was decoded.</summary>
    public ThoughtDisplay Display { get; private set; }

    public Outcome<DecodedTask> Decode()
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;

        var fields = new Fields(document.RootElement, "", new Faults());
        var drops = new Drops();
        var task = Read(fields, drops);
        return fields.Faults.First is { } fault ? fault : new DecodedTask(task, drops.Names);
    }

    public void WritePrompt(IBufferWriter<byte> output)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = JsonGuard.MaxDepth });
        new PromptText(output).Conversation(ref reader);
    }

    private ChatTask Read(Fields fields, Drops drops)
    {
        var system = SystemText.Read(fields, drops);
        var messages = Conversation.Read(fields, drops, out var endsBegun);
        var maxTokens = fields.Small("max_tokens", 1);
        var thinking = ThinkingFields.Read(fields, maxTokens, drops);
        Display = thinking.Display;
        var output = OutputFields.Read(fields, drops);
        var tools = ToolFields.Tools(fields, drops);
        var (choice, parallel) = ToolFields.Choice(fields, drops, tools.Count > 0);
        var parameters = new TextParameters
        {
            MaxTokens = maxTokens,
            Temperature = fields.Number("temperature", 0, 1),
            TopP = fields.Number("top_p", 0, 1),
            TopK = fields.Small("top_k", 0, AnthropicPeek.MostTopK),
            Stop = StopSequences.Read(fields),
        };
        var task = new ChatTask([.. system, .. messages], parameters)
        {
            Tools = tools,
            ToolChoice = choice,
            ParallelToolCalls = parallel,
            ResponseFormat = output.Format,
            EndsBegun = endsBegun,
            ReasoningEffort = thinking.IsOff ? "none" : output.Effort,
            ThinkingBudget = thinking.Budget,
            User = User(fields, drops),
        };
        foreach (var name in Harmless)
            fields.Any(name);
        drops.Add(fields.Rest());
        return task;
    }

    private static string? User(Fields fields, Drops drops)
    {
        if (fields.Object("metadata") is not { } metadata)
            return null;
        var user = metadata.Name("user_id");
        foreach (var name in metadata.Rest())
            drops.Add(metadata.PathOf(name));
        return user;
    }
}

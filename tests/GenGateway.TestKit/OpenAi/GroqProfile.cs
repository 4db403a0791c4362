using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>Groq: usage in <c>x_groq</c> of the last chunk whoever asked, and a usage chunk as well if somebody did.</summary>
internal sealed class GroqProfile : OpenAiProfile
{
    private const string RequestId = "req_01jbd6g2qdfw2adyrt2az8hz4w";

    internal override bool Has(string path) => false;

    /// <summary>One choice, and nothing about probabilities.</summary>
    internal override WireReply? Unsupported(JsonObject body)
    {
        foreach (var name in (ReadOnlySpan<string>)["logprobs", "top_logprobs", "logit_bias"])
        {
            if (body[name] is { } value && !Json.IsKind(value, JsonValueKind.False))
                return Error(400, $"'{name}' : property '{name}' is unsupported", "invalid_request_error");
        }

        return Json.Number(body, "n") is > 1 ? Error(400, "'n' : number must be at most 1", "invalid_request_error") : null;
    }

    internal override JsonObject Whole(OpenAiCall call)
    {
        var answer = base.Whole(call);
        answer["service_tier"] = "on_demand";
        answer["x_groq"] = new JsonObject { ["id"] = RequestId };
        return answer;
    }

    internal override JsonObject Model(string id, long created) =>
        new() { ["id"] = id, ["object"] = "model", ["created"] = created, ["owned_by"] = "Meta", ["active"] = true, ["context_window"] = 131072, ["public_apps"] = null, ["max_completion_tokens"] = 32768 };

    private protected override JsonObject Usage(OpenAiCall call)
    {
        var usage = new JsonObject { ["queue_time"] = 0.037, ["prompt_tokens"] = call.Reply.PromptTokens, ["prompt_time"] = 0.000680594 };
        usage["completion_tokens"] = call.Reply.Completion;
        usage["completion_time"] = 0.463333333;
        usage["total_tokens"] = call.Reply.PromptTokens + call.Reply.Completion;
        usage["total_time"] = 0.464013927;
        return usage;
    }

    private protected override JsonObject Message(OpenAiCall call)
    {
        var message = base.Message(call);
        message.Remove("refusal");
        message.Remove("annotations");
        if (call.Reply.Thought.Count > 0)
            message["reasoning"] = string.Concat(call.Reply.Thought);
        return message;
    }

    /// <summary>Requests are counted by the day, tokens by the minute.</summary>
    private protected override IEnumerable<(string Name, string Value)> CommonHeaders() =>
    [
        ("x-ratelimit-limit-requests", "14400"),
        ("x-ratelimit-limit-tokens", "18000"),
        ("x-ratelimit-remaining-requests", "14370"),
        ("x-ratelimit-remaining-tokens", "17997"),
        ("x-ratelimit-reset-requests", "2m59.56s"),
        ("x-ratelimit-reset-tokens", "7.66s"),
        ("x-request-id", RequestId),
    ];

    private protected override IEnumerable<JsonObject> Deltas(OpenAiCall call) =>
        [.. call.Reply.Thought.Select(piece => new JsonObject { ["reasoning"] = piece }), .. base.Deltas(call)];

    private protected override IEnumerable<StreamFrame> Frames(OpenAiCall call)
    {
        var first = Chunk(call, Choice(0, new JsonObject { ["role"] = "assistant", ["content"] = "" }, null));
        first["x_groq"] = new JsonObject { ["id"] = RequestId };
        yield return Frame(FrameKind.Role, first);
        foreach (var delta in Deltas(call))
            yield return Frame(FrameKind.Piece, Chunk(call, Choice(0, delta, null)));
        var last = Chunk(call, Choice(0, [], call.Reply.Finish));
        last["x_groq"] = new JsonObject { ["id"] = RequestId, ["usage"] = Usage(call) };
        yield return Frame(FrameKind.Finish, last);
        if (call.WantsUsage)
            yield return Frame(FrameKind.Usage, UsageChunk(call));
        yield return Done;
    }

    private protected override JsonObject Chunk(OpenAiCall call, JsonObject? choice) => new()
    {
        ["id"] = Id(call),
        ["object"] = "chat.completion.chunk",
        ["created"] = call.Created,
        ["model"] = call.ServedModel,
        ["system_fingerprint"] = "fp_179b0f92c9",
        ["choices"] = choice is null ? [] : new JsonArray(choice),
    };
}

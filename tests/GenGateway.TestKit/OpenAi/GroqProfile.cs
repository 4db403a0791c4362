using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;

namespace GenGateway.TestKit.OpenAi;

/// <summary>Groq: usage in <c>x_groq</c> of the last chunk whoever asked, and a usage chunk as well if somebody did.</summary>
internal sealed class GroqProfile : OpenAiProfile
{
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

    private protected override IEnumerable<JsonObject> Deltas(OpenAiCall call) =>
        [.. call.Reply.Thought.Select(piece => new JsonObject { ["reasoning"] = piece }), .. base.Deltas(call)];

    private protected override IEnumerable<StreamFrame> Frames(OpenAiCall call)
    {
        var first = Chunk(call, Choice(0, new JsonObject { ["role"] = "assistant", ["content"] = "" }, null));
        first["x_groq"] = new JsonObject { ["id"] = "req_01jbd6g2qdfw2adyrt2az8hz4w" };
        yield return Frame(FrameKind.Role, first);
        foreach (var delta in Deltas(call))
            yield return Frame(FrameKind.Piece, Chunk(call, Choice(0, delta, null)));
        var last = Chunk(call, Choice(0, [], call.Reply.Finish));
        last["x_groq"] = new JsonObject { ["id"] = "req_01jbd6g2qdfw2adyrt2az8hz4w", ["usage"] = Usage(call) };
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

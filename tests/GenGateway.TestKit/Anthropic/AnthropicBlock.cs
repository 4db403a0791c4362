using System.Text.Json.Nodes;

namespace GenGateway.TestKit.Anthropic;

/// <summary>One block of an answer: whole, and as a stream brings it.</summary>
public sealed class AnthropicBlock
{
    private readonly JsonObject whole;
    private readonly JsonObject start;
    private readonly IReadOnlyList<JsonObject> deltas;

    private AnthropicBlock(JsonObject whole, JsonObject start, params IReadOnlyList<JsonObject> deltas)
    {
        this.whole = whole;
        this.start = start;
        this.deltas = deltas;
    }

    /// <summary>The block in a whole answer.</summary>
    internal JsonObject Whole => (JsonObject)whole.DeepClone();

    /// <summary>The block in the event that begins it.</summary>
    internal JsonObject Start => (JsonObject)start.DeepClone();

    internal IEnumerable<JsonObject> Deltas => deltas.Select(delta => (JsonObject)delta.DeepClone());

    /// <summary>The beginning alone says something: it names a tool, or is all of the block.</summary>
    internal bool StartSaysSomething => Json.Text(start, "type") is not ("text" or "thinking");

    public static AnthropicBlock Text(params IReadOnlyList<string> pieces) => new(
        new JsonObject { ["type"] = "text", ["text"] = string.Concat(pieces) },
        new JsonObject { ["type"] = "text", ["text"] = "" },
        [.. pieces.Select(piece => new JsonObject { ["type"] = "text_delta", ["text"] = piece })]);

    /// <summary>A thought with its signature, which a stream brings just before the block ends.</summary>
    public static AnthropicBlock Thinking(params IReadOnlyList<string> pieces)
    {
        var signature = AnthropicSignature.Of(string.Concat(pieces));
        return new(
            new JsonObject { ["type"] = "thinking", ["thinking"] = string.Concat(pieces), ["signature"] = signature },
            new JsonObject { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" },
            [
                .. pieces.Select(piece => new JsonObject { ["type"] = "thinking_delta", ["thinking"] = piece }),
                new JsonObject { ["type"] = "signature_delta", ["signature"] = signature },
            ]);
    }

    /// <summary>A thought that nobody may read.</summary>
    public static AnthropicBlock RedactedThinking(string thought)
    {
        var block = new JsonObject { ["type"] = "redacted_thinking", ["data"] = AnthropicSignature.Redacted(thought) };
        return new(block, block);
    }

    /// <summary>A call. The stream's first part of the input is empty, the others are the call's fragments; without arguments only the empty one comes.</summary>
    public static AnthropicBlock ToolUse(FakeToolCall call)
    {
        var input = call.Arguments.Length == 0 ? [] : (JsonObject)JsonNode.Parse(call.Arguments)!;
        return new(
            new JsonObject { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Name, ["input"] = input },
            new JsonObject { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Name, ["input"] = new JsonObject() },
            [.. ((IEnumerable<string>)["", .. call.Fragments.Where(_ => input.Count > 0)]).Select(part => new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = part })]);
    }

    /// <summary>Any other block, which a stream brings whole in its first event: a server tool's use and result, or a kind that nobody knows yet.</summary>
    public static AnthropicBlock Other(JsonObject block) => new(block, block);
}

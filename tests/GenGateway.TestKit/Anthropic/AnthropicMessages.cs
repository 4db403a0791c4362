using System.Text;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;

namespace GenGateway.TestKit.Anthropic;

/// <summary>An answer as one message and as the events of a stream.</summary>
internal static class AnthropicMessages
{
    public static JsonObject Whole(AnthropicCall call, AnthropicReply reply)
    {
        var message = Head(call, new JsonArray([.. reply.Blocks.Select(block => (JsonNode)block.Whole)]), reply.StopReason, reply.StopSequence);
        if (reply.StopDetails is { } details)
            message["stop_details"] = details.DeepClone();
        message["usage"] = Usage(reply, reply.OutputTokens);
        return message;
    }

    public static StreamPlan Stream(AnthropicCall call, AnthropicReply reply, IReadOnlyList<(string Name, string Value)> headers) => new(
        headers,
        [.. Frames(call, reply)],
        Event(AnthropicReplies.ErrorBody("overloaded_error", "Overloaded", null)),
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"del\n\n"u8.ToArray(),
        [.. "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""u8, 0xE6, 0x97, .. "x"u8, 0xFF, .. "\"}}\n\n"u8]);

    private static IEnumerable<StreamFrame> Frames(AnthropicCall call, AnthropicReply reply)
    {
        var start = Head(call, [], null, null);
        start["usage"] = Usage(reply, 1);
        yield return Frame(FrameKind.Role, new JsonObject { ["type"] = "message_start", ["message"] = start });
        for (var i = 0; i < reply.Blocks.Count; i++)
        {
            var block = reply.Blocks[i];
            yield return Frame(block.StartSaysSomething ? FrameKind.Piece : FrameKind.Role, new JsonObject { ["type"] = "content_block_start", ["index"] = i, ["content_block"] = block.Start });
            if (i == 0)
                yield return Frame(FrameKind.Role, new JsonObject { ["type"] = "ping" });
            foreach (var delta in block.Deltas.Where(delta => !reply.EndsBlocksLate || !IsSignature(delta)))
                yield return Frame(IsSignature(delta) ? FrameKind.Role : FrameKind.Piece, Delta(i, delta));
            if (!reply.EndsBlocksLate)
                yield return Stop(i);
        }

        for (var i = 0; i < reply.Blocks.Count && reply.EndsBlocksLate; i++)
        {
            foreach (var delta in reply.Blocks[i].Deltas.Where(IsSignature))
                yield return Frame(FrameKind.Role, Delta(i, delta));
            yield return Stop(i);
        }

        yield return Frame(FrameKind.Finish, End(reply));
        yield return Frame(FrameKind.Terminator, new JsonObject { ["type"] = "message_stop" });
    }

    private static JsonObject Head(AnthropicCall call, JsonArray content, string? stopReason, string? stopSequence) => new()
    {
        ["id"] = call.Id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = call.Model,
        ["content"] = content,
        ["stop_reason"] = stopReason,
        ["stop_sequence"] = stopSequence,
    };

    private static JsonObject End(AnthropicReply reply)
    {
        var delta = new JsonObject { ["stop_reason"] = reply.StopReason, ["stop_sequence"] = reply.StopSequence };
        if (reply.StopDetails is { } details)
            delta["stop_details"] = details.DeepClone();
        return new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = delta,
            ["usage"] = reply.RepeatsInputUsage ? Usage(reply, reply.OutputTokens) : new JsonObject { ["output_tokens"] = reply.OutputTokens },
        };
    }

    private static JsonObject Usage(AnthropicReply reply, int outputTokens)
    {
        var usage = new JsonObject
        {
            ["input_tokens"] = reply.InputTokens,
            ["cache_creation_input_tokens"] = reply.CacheCreationTokens,
            ["cache_read_input_tokens"] = reply.CacheReadTokens,
            ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = reply.CacheCreationTokens, ["ephemeral_1h_input_tokens"] = 0 },
            ["output_tokens"] = outputTokens,
            ["service_tier"] = "standard",
        };
        if (reply.ThinkingTokens > 0 && outputTokens == reply.OutputTokens)
            usage["output_tokens_details"] = new JsonObject { ["thinking_tokens"] = reply.ThinkingTokens };
        return usage;
    }

    private static bool IsSignature(JsonObject delta) => Json.Text(delta, "type") == "signature_delta";

    private static JsonObject Delta(int index, JsonObject delta) => new() { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta };

    private static StreamFrame Stop(int index) => Frame(FrameKind.Role, new JsonObject { ["type"] = "content_block_stop", ["index"] = index });

    private static StreamFrame Frame(FrameKind kind, JsonObject data) => new(kind, Event(data));

    /// <summary>The event's name is the type that its data repeats.</summary>
    private static byte[] Event(JsonObject data) =>
        [.. "event: "u8, .. Encoding.UTF8.GetBytes(Json.Text(data, "type")!), .. "\ndata: "u8, .. Json.Utf8(data), .. "\n\n"u8];
}

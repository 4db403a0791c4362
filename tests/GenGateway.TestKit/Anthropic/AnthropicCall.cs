using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Anthropic;

/// <summary>A request for a message that the checks have passed.</summary>
internal sealed class AnthropicCall(ReceivedRequest request, JsonObject body)
{
    public bool Streams => Json.IsTrue(body, "stream");

    public string Model => Json.Text(body, "model")!;

    public string Id => string.Create(CultureInfo.InvariantCulture, $"msg_01XFDUDYJgAACzvnptvV{request.Number:d4}");

    /// <summary>The reply as this request lets it be: no thoughts unasked, no further than <c>max_tokens</c> and the first stop sequence.</summary>
    public AnthropicReply Reply(FakeReply reply)
    {
        var thinking = Json.Text(body["thinking"] as JsonObject ?? [], "type") is "enabled" or "adaptive";
        if (!thinking)
            reply = reply with { Thought = [] };
        var stopped = Stopped(reply, out var sequence);
        var within = stopped.Within(Json.Number(body, "max_tokens"));
        var answer = AnthropicReply.From(within);
        return sequence is null || !ReferenceEquals(within, stopped) ? answer : answer with { StopReason = "stop_sequence", StopSequence = sequence };
    }

    private FakeReply Stopped(FakeReply reply, out string? sequence)
    {
        sequence = null;
        var at = reply.Text.Length;
        foreach (var candidate in (body["stop_sequences"] as JsonArray ?? []).Select(node => node!.GetValue<string>()))
        {
            var found = reply.Text.IndexOf(candidate, StringComparison.Ordinal);
            if (found >= 0 && found < at)
                (at, sequence) = (found, candidate);
        }

        if (sequence is null)
            return reply;
        List<string> pieces = [];
        foreach (var piece in reply.Pieces)
        {
            var part = piece[..Math.Min(piece.Length, at)];
            at -= part.Length;
            if (part.Length > 0)
                pieces.Add(part);
        }

        return reply with { Pieces = pieces, ToolCalls = [] };
    }
}

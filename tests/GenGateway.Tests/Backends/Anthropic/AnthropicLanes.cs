using System.Text;
using GenGateway.Backends.Anthropic;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Backends.Anthropic;

/// <summary>Reads answers of Anthropic's protocol in either lane, packets given.</summary>
internal static class AnthropicLanes
{
    private const int MaxEvent = 1 << 20;

    /// <summary>Events of a stream as the server writes them.</summary>
    public static byte[] Stream(params IEnumerable<string> events) => Encoding.UTF8.GetBytes(string.Concat(events.Select(static json => $"data: {json}\n\n")));

    public static async Task<AnswerRun> TranslateAsync(IEnumerable<byte[]> packets, bool stream, Exception? breaks = null)
    {
        using var attempt = AnswerRun.Attempt(Requests.Chat("m", stream: stream));
        var bytes = new PacketStream(packets) { Breaks = breaks };
        AnthropicCall call = stream
            ? new StreamCall(new HttpResponseMessage(), bytes, attempt, 0, MaxEvent)
            : new WholeCall(new HttpResponseMessage { Content = new StreamContent(bytes) }, attempt, 0, Remotes.Limits);
        return await AnswerRun.ReadAsync(new AnthropicGeneration(_ => new(Outcome.Of(call)), 1, attempt), attempt);
    }

    /// <summary>What the relay tallies.</summary>
    public static async Task<string> RelayAsync(IEnumerable<byte[]> packets, bool stream)
    {
        using var attempt = AnswerRun.Attempt(Requests.Chat("m", stream: stream));
        var bytes = new PacketStream(packets);
        if (stream)
        {
            await RelayedAsync(bytes, attempt);
            return AnswerRun.TallyText(attempt.Tally);
        }

        var opened = await WholeRelay.OpenAsync(new HttpResponseMessage { Content = new StreamContent(bytes) }, attempt, Remotes.Limits, MessageJudge.Whole);
        if (opened.TryGet(out var whole, out _))
            await whole.DisposeAsync();
        return AnswerRun.TallyText(attempt.Tally);
    }

    /// <summary>What the client of a relayed stream gets, and why it broke; null: it is whole.</summary>
    public static async Task<(string Bytes, Failure? Failure, bool IsFinished)> RelayedAsync(string body, Exception? breaks = null)
    {
        using var attempt = AnswerRun.Attempt(Requests.Chat("m", stream: true));
        using var packets = new PacketStream([Encoding.UTF8.GetBytes(body)]) { Breaks = breaks };
        return await RelayedAsync(packets, attempt);
    }

    private static async Task<(string Bytes, Failure? Failure, bool IsFinished)> RelayedAsync(Stream body, Attempt attempt)
    {
        await using var relay = new MessageRelay(new HttpResponseMessage(), body, attempt, MaxEvent);
        if (await relay.CommitAsync() is { } early)
            return ("", early, false);
        var bytes = new List<byte>();
        RelayChunk chunk;
        do
        {
            chunk = await relay.ReadAsync(attempt.Token);
            bytes.AddRange(chunk.Bytes.Span);
        }
        while (!chunk.IsLast);
        return (Encoding.UTF8.GetString([.. bytes]), chunk.Failure, attempt.Tally.Finished);
    }
}

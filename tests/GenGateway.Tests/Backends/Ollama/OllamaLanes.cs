using GenGateway.Backends.Http;
using GenGateway.Backends.Ollama;
using GenGateway.Journey;
using GenGateway.Surfaces.Ollama;
using GenGateway.Tests.Backends.OpenAi;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.Ollama;

/// <summary>Reads answers of Ollama's own protocol on the relay, packets given.</summary>
internal static class OllamaLanes
{
    public static GenerationRequest Request(bool stream) =>
        Decoding.Request(new OllamaChatSurface(), $$"""{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":{{(stream ? "true" : "false")}}}""");

    /// <summary>What the client gets, and what is tallied.</summary>
    public static async Task<(RelayedStream Stream, string Tally)> RelayAsync(IEnumerable<byte[]> packets, Exception? breaks = null)
    {
        using var attempt = AnswerRun.Attempt(Request(stream: true));
        await using var relay = new LineRelay(new HttpResponseMessage(), new PacketStream(packets) { Breaks = breaks }, attempt, 1 << 20);
        if (await relay.CommitAsync() is { } early)
            return (new("", early, false), AnswerRun.TallyText(attempt.Tally));
        var bytes = new List<byte>();
        RelayChunk chunk;
        do
        {
            chunk = await relay.ReadAsync(attempt.Token);
            bytes.AddRange(chunk.Bytes.Span);
        }
        while (!chunk.IsLast);
        return (new(System.Text.Encoding.UTF8.GetString([.. bytes]), chunk.Failure, attempt.Tally.Finished), AnswerRun.TallyText(attempt.Tally));
    }

    /// <summary>The same of a whole answer.</summary>
    public static async Task<(RelayedStream Answer, string Tally)> RelayWholeAsync(IEnumerable<byte[]> packets, bool vectors = false, string input = """["a","b"]""")
    {
        using var attempt = AnswerRun.Attempt(vectors ? Decoding.Request(new OllamaEmbedSurface(isOld: false), $$"""{"model":"m","input":{{input}}}""") : Request(stream: false));
        using var response = new HttpResponseMessage { Content = new StreamContent(new PacketStream(packets)) };
        var opened = await WholeRelay.OpenAsync(response, attempt, Remotes.Limits, vectors ? VectorReader.Judge : WholeLine.Judge);
        if (!opened.TryGet(out var whole, out var failure))
            return (new("", failure, false), AnswerRun.TallyText(attempt.Tally));
        await using (whole)
        {
            var chunk = await whole.ReadAsync(attempt.Token);
            return (new(System.Text.Encoding.UTF8.GetString(chunk.Bytes.Span), null, attempt.Tally.Finished), AnswerRun.TallyText(attempt.Tally));
        }
    }
}

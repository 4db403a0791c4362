using System.Text;
using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>What the relay made of a stream, from its commit point on.</summary>
/// <param name="Bytes">What the client got.</param>
/// <param name="Failure">Why it broke; null: it is whole.</param>
/// <param name="IsFinished">Whether the tally says so.</param>
internal sealed record RelayedStream(string Bytes, Failure? Failure, bool IsFinished)
{
    /// <summary>A question for a stream.</summary>
    public static GenerationRequest Request(string more = "") => Decoding.Request(new ChatSurface(), $$"""{"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]{{more}}}""");

    public static Task<RelayedStream> OfAsync(string body, Exception? breaks = null, string more = "") =>
        OfAsync(new PacketStream([Encoding.UTF8.GetBytes(body)]) { Breaks = breaks }, more);

    public static async Task<RelayedStream> OfAsync(Stream body, string more = "")
    {
        using var attempt = AnswerRun.Attempt(Request(more));
        return await OfAsync(body, attempt);
    }

    public static async Task<RelayedStream> OfAsync(Stream body, Attempt attempt)
    {
        await using var relay = new StreamRelay(new HttpResponseMessage(), body, attempt, 1 << 20);
        return await OfAsync(relay, attempt);
    }

    public static async Task<RelayedStream> OfAsync(FrameRelay relay, Attempt attempt)
    {
        if (await relay.CommitAsync() is { } early)
            return new("", early, false);
        var bytes = new List<byte>();
        RelayChunk chunk;
        do
        {
            chunk = await relay.ReadAsync(attempt.Token);
            bytes.AddRange(chunk.Bytes.Span);
        }
        while (!chunk.IsLast);
        return new(Encoding.UTF8.GetString([.. bytes]), chunk.Failure, attempt.Tally.Finished);
    }
}

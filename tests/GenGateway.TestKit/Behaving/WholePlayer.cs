using System.Globalization;
using System.IO.Compression;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Behaving;

/// <summary>Sends one whole answer, well or badly, as its behaviour has it.</summary>
internal static class WholePlayer
{
    public static async Task PlayAsync(WireExchange exchange, WireReply reply, Behavior behavior)
    {
        reply = Dress(reply, behavior);
        if (behavior.Hold is { Place: HoldPlace.BeforeHead } before)
            await before.Point.PassAsync(exchange.Left);
        if (behavior.BodyCut == BodyCut.None && behavior.Hold is null or { Place: HoldPlace.BeforeHead } && behavior.Packaging != Packaging.Shredded)
        {
            await exchange.SendAsync(reply);
            return;
        }

        var chunked = behavior.BodyCut is BodyCut.InsideChunk or BodyCut.WithoutLastChunk;
        var headers = reply.AllHeaders().Where(header => !chunked || !header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
        await exchange.SendHeadAsync(reply.Status, reply.Reason ?? WireReply.ReasonOf(reply.Status), chunked ? [.. headers, ("Transfer-Encoding", "chunked")] : headers);
        if (behavior.Hold is { Place: HoldPlace.BehindHead } behind)
            await behind.Point.PassAsync(exchange.Left);
        var body = chunked ? WireExchange.Chunk(reply.Body) : reply.Body;
        var half = body.Length / 2;
        await SendAsync(exchange, body.AsMemory(0, half), behavior);
        if (behavior.Hold is { Place: HoldPlace.BehindPieces } middle)
            await middle.Point.PassAsync(exchange.Left);
        switch (behavior.BodyCut)
        {
            case BodyCut.HalfOfLength or BodyCut.InsideChunk:
                exchange.Close();
                break;
            case BodyCut.Reset:
                exchange.Reset();
                break;
            default:
                await SendAsync(exchange, body.AsMemory(half), behavior);
                if (reply.Closes || behavior.BodyCut == BodyCut.WithoutLastChunk)
                    exchange.Close();
                break;
        }
    }

    private static WireReply Dress(WireReply reply, Behavior behavior)
    {
        if (behavior.ContentType is { } contentType)
            reply = reply.With("Content-Type", contentType);
        foreach (var (name, value) in behavior.Headers)
            reply = reply.With(name, value);
        if (!behavior.Gzip)
            return reply;
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(reply.Body);
        return (reply with { Body = compressed.ToArray() })
            .With("Content-Length", compressed.Length.ToString(CultureInfo.InvariantCulture))
            .With("Content-Encoding", "gzip");
    }

    private static async Task SendAsync(WireExchange exchange, ReadOnlyMemory<byte> bytes, Behavior behavior)
    {
        var step = behavior.Packaging == Packaging.Shredded ? 7 : Math.Max(bytes.Length, 1);
        for (var at = 0; at < bytes.Length; at += step)
        {
            await exchange.SendAsync(bytes[at..Math.Min(at + step, bytes.Length)]);
            await Task.Yield();
        }
    }
}

using System.IO.Compression;
using System.Text;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Behaving;

/// <summary>Sends one stream, well or badly, as its behaviour has it.</summary>
internal sealed class StreamPlayer(WireExchange exchange, StreamPlan plan, Behavior behavior) : IDisposable
{
    private const int ShredLength = 7;

    private readonly MemoryStream together = new();
    private readonly MemoryStream joined = new();
    private readonly MemoryStream compressed = new();
    private GZipStream? gzip;
    private int pieces;
    private bool broke;

    public async Task PlayAsync()
    {
        await HoldAsync(HoldPlace.BeforeHead);
        await SendHeadAsync();
        await HoldAsync(HoldPlace.BehindHead);
        for (var i = 0; i < plan.Frames.Count; i++)
        {
            var frame = plan.Frames[i];
            if (frame.Kind != FrameKind.Role)
            {
                await HoldAsync(HoldPlace.BehindPieces);
                if (!broke && pieces >= behavior.EndsAfter && await BreaksAsync(frame))
                    return;
            }

            if (Omits(frame))
                continue;
            if (frame.Kind == FrameKind.Piece && behavior.PieceDelay > TimeSpan.Zero)
                await Task.Delay(behavior.PieceDelay, exchange.Left);
            await EmitAsync(frame.Bytes, frame.JoinsNext && !Omits(plan.Frames[i + 1]));
            if (frame.Kind == FrameKind.Piece)
                pieces++;
            foreach (var between in frame.Kind == FrameKind.Terminator ? [] : behavior.Between)
                await EmitAsync(Encoding.UTF8.GetBytes(between + "\n\n"));
        }

        await EndAsync();
    }

    public void Dispose()
    {
        gzip?.Dispose();
        together.Dispose();
        joined.Dispose();
        compressed.Dispose();
    }

    private bool Omits(StreamFrame frame) => (frame.Kind, behavior.Ending) switch
    {
        (FrameKind.Terminator, StreamEnding.WithoutTerminator) => true,
        (FrameKind.Finish, StreamEnding.WithoutFinish) => true,
        _ => false,
    };

    private Task SendHeadAsync()
    {
        var replaced = behavior.Headers.Select(header => header.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        List<(string Name, string Value)> headers = [.. plan.Headers.Where(header => !replaced.Contains(header.Name)), .. behavior.Headers];
        if (behavior.ContentType is { } contentType)
            headers = [.. headers.Select(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) ? (header.Name, contentType) : header)];
        if (behavior.Gzip)
        {
            headers.Add(("Content-Encoding", "gzip"));
            gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
        }

        return exchange.SendHeadAsync(200, "OK", headers);
    }

    /// <summary>Breaks the stream if that is due; true means that nothing follows.</summary>
    private async Task<bool> BreaksAsync(StreamFrame next)
    {
        broke = true;
        switch (behavior.Ending)
        {
            case StreamEnding.Clean:
                await EndAsync();
                return true;
            case StreamEnding.Cut:
                await FlushAsync();
                var chunk = WireExchange.Chunk(Body(next.Bytes));
                await exchange.SendAsync(chunk.AsMemory(0, chunk.Length / 2));
                exchange.Close();
                return true;
            case StreamEnding.CutBetween:
                await FlushAsync();
                exchange.Close();
                return true;
            case StreamEnding.Reset:
                await FlushAsync();
                exchange.Reset();
                return true;
            case StreamEnding.Error:
                await EmitAsync(plan.Error);
                if (plan.TerminatesErrors)
                    await EmitAsync(plan.Frames[^1].Bytes);
                await EndAsync();
                return true;
            case StreamEnding.NamedError:
                await EmitAsync([.. "event: error\n"u8, .. plan.Error]);
                await EndAsync();
                return true;
            case StreamEnding.Garbage:
                await EmitAsync(plan.Garbage);
                return false;
            case StreamEnding.BrokenUtf8:
                await EmitAsync(plan.BrokenUtf8);
                return false;
            default:
                broke = false;
                return false;
        }
    }

    private async Task EmitAsync(byte[] frame, bool joinsNext = false)
    {
        joined.Write(Body(frame));
        if (joinsNext)
            return;
        var chunk = WireExchange.Chunk(joined.ToArray());
        joined.SetLength(0);
        await SendAsync(chunk);
    }

    private async Task SendAsync(byte[] bytes)
    {
        switch (behavior.Packaging)
        {
            case Packaging.Together:
                together.Write(bytes);
                break;
            case Packaging.Shredded:
                foreach (var part in bytes.Chunk(ShredLength))
                {
                    await exchange.SendAsync(part);
                    await Task.Yield();
                }

                break;
            default:
                await exchange.SendAsync(bytes);
                break;
        }
    }

    private byte[] Body(byte[] frame)
    {
        var bytes = behavior.Crlf ? Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(frame).Replace("\n", "\r\n", StringComparison.Ordinal)) : frame;
        if (gzip is null)
            return bytes;
        gzip.Write(bytes);
        gzip.Flush();
        return TakeCompressed();
    }

    private byte[] TakeCompressed()
    {
        var bytes = compressed.ToArray();
        compressed.SetLength(0);
        return bytes;
    }

    private async Task FlushAsync()
    {
        if (joined.Length > 0)
            await EmitAsync([]);
        await exchange.SendAsync(together.ToArray());
        together.SetLength(0);
    }

    private async Task EndAsync()
    {
        if (gzip is not null)
        {
            await gzip.DisposeAsync();
            await SendAsync(WireExchange.Chunk(TakeCompressed()));
        }

        if (joined.Length > 0)
            await EmitAsync([]);
        await SendAsync(WireExchange.LastChunk.ToArray());
        await FlushAsync();
        if (plan.Closes)
            exchange.Close();
    }

    private async Task HoldAsync(HoldPlace place)
    {
        if (behavior.Hold is not { } hold || hold.Place != place || (place == HoldPlace.BehindPieces && hold.Pieces != pieces))
            return;
        if (place != HoldPlace.BeforeHead)
            await FlushAsync();
        var pass = hold.Point.PassAsync(exchange.Left);
        while (hold.CommentsEvery > TimeSpan.Zero && place != HoldPlace.BeforeHead)
        {
            if (await Task.WhenAny(pass, Task.Delay(hold.CommentsEvery, exchange.Left)) == pass)
                break;
            await SendAsync(WireExchange.Chunk(Body(":\n\n"u8.ToArray())));
        }

        await pass;
    }
}

using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GenGateway.TestKit.Wire;

/// <summary>Reads requests from a socket. One read is kept pending while a request is answered: that is how a client that leaves is seen.</summary>
internal sealed class WireBuffer(Socket socket)
{
    private byte[] bytes = new byte[16 * 1024];
    private int start;
    private int end;
    private Task<int>? pending;
    private bool ended;

    /// <summary>The next head, or null where the client closes before one is complete.</summary>
    public async Task<string?> ReadHeadAsync()
    {
        while (true)
        {
            var found = bytes.AsSpan(start, end - start).IndexOf("\r\n\r\n"u8);
            if (found >= 0)
            {
                var head = Encoding.Latin1.GetString(bytes, start, found + 2);
                start += found + 4;
                return head;
            }

            if (!await FillAsync())
                return null;
        }
    }

    public async Task<byte[]?> ReadBytesAsync(int count)
    {
        while (end - start < count)
        {
            if (!await FillAsync())
                return null;
        }

        var read = bytes.AsSpan(start, count).ToArray();
        start += count;
        return read;
    }

    /// <summary>What there is, at least a byte; 0 where the client has closed.</summary>
    public async Task<int> ReadSomeAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        if (start == end)
        {
            // A wait that is given up leaves what comes to the next one.
            await Begin().WaitAsync(cancellationToken);
            if (!await FillAsync())
                return 0;
        }

        var count = Math.Min(into.Length, end - start);
        bytes.AsSpan(start, count).CopyTo(into.Span);
        start += count;
        return count;
    }

    /// <summary>A chunked body without its framing, or null where it breaks off.</summary>
    public async Task<byte[]?> ReadChunkedAsync()
    {
        using var body = new MemoryStream();
        while (true)
        {
            if (await ReadLineAsync() is not { } line)
                return null;
            var size = int.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (await ReadBytesAsync(size) is not { } chunk)
                return null;
            body.Write(chunk);
            if (await ReadLineAsync() is not { } after)
                return null;
            if (size == 0)
            {
                // Trailers, if any, end with an empty line.
                while (after.Length > 0)
                    after = await ReadLineAsync() ?? "";
                return body.ToArray();
            }
        }
    }

    /// <summary>Returns true when the client has closed, false when <paramref name="stop"/> completes before.</summary>
    public async Task<bool> ClosesBeforeAsync(Task stop)
    {
        while (true)
        {
            var fill = Begin();
            if (await Task.WhenAny(fill, stop) == stop && !fill.IsCompleted)
                return false;
            if (!await FillAsync())
                return true;
        }
    }

    private async Task<string?> ReadLineAsync()
    {
        while (true)
        {
            var found = bytes.AsSpan(start, end - start).IndexOf("\r\n"u8);
            if (found >= 0)
            {
                var line = Encoding.Latin1.GetString(bytes, start, found);
                start += found + 2;
                return line;
            }

            if (!await FillAsync())
                return null;
        }
    }

    private async Task<bool> FillAsync()
    {
        if (ended)
            return false;
        var read = await Begin();
        pending = null;
        end += read;
        ended = read == 0;
        return !ended;
    }

    private Task<int> Begin()
    {
        if (pending is not null)
            return pending;
        if (ended)
            return Task.FromResult(0);
        if (start > 0)
        {
            bytes.AsSpan(start, end - start).CopyTo(bytes);
            (start, end) = (0, end - start);
        }

        if (end == bytes.Length)
            Array.Resize(ref bytes, bytes.Length * 2);
        return pending = ReceiveAsync(bytes.AsMemory(end));
    }

    private async Task<int> ReceiveAsync(Memory<byte> into)
    {
        try
        {
            return await socket.ReceiveAsync(into);
        }
        catch (Exception wrong) when (wrong is SocketException or ObjectDisposedException)
        {
            // A reset ends the input as well as a proper close does.
            return 0;
        }
    }
}

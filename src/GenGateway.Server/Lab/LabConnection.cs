using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GenGateway.Server.Lab;

/// <summary>One connection to the lab's upstreams. While a request is answered a read is kept pending: that is how a client that leaves is seen.</summary>
/// <param name="socket">Accepted; the caller closes it.</param>
/// <param name="find">The place of a path, or null.</param>
internal sealed class LabConnection(Socket socket, Func<string, LabPlace?> find)
{
    private const string NotHere = """{"error":{"message":"This address of the lab has no case.","type":"invalid_request_error","param":null,"code":"not_found"}}""";
    private const int Largest = 8 << 20;

    private byte[] _bytes = new byte[8 * 1024];
    private int _start;
    private int _end;
    private Task<int>? _pending;

    /// <summary>Serves until either side closes.</summary>
    public async Task ServeAsync(CancellationToken stop)
    {
        for (var number = 1; await ReadAsync(number) is { } request; number++)
        {
            var place = find(request.Target);
            using var left = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var exchange = new LabExchange(socket, request, place ?? new LabPlace("", static _ => Task.CompletedTask, TimeProvider.System), left.Token);
            try
            {
                await AnswerAsync(exchange, place, left);
            }
            catch (Exception gone) when (gone is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            if (exchange.Closes)
                return;
        }
    }

    private async Task AnswerAsync(LabExchange exchange, LabPlace? place, CancellationTokenSource left)
    {
        if (place is null)
        {
            await exchange.ReplyAsync(404, NotHere);
            return;
        }

        var answering = place.AnswerAsync(exchange);
        var reading = Begin();
        // Bytes are the next request's; nothing is the end.
        if (await Task.WhenAny(answering, reading) == reading && await reading == 0)
        {
            place.Leave();
            await left.CancelAsync();
        }

        await answering;
    }

    private async Task<LabRequest?> ReadAsync(int number)
    {
        if (await ReadToAsync("\r\n\r\n"u8.ToArray()) is not { } head)
            return null;
        var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var target = lines[0].Split(' ') is [_, var written, ..] ? written : "/";
        var body = headers.TryGetValue("Transfer-Encoding", out _)
            ? await ReadChunkedAsync()
            : await ReadBytesAsync(headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0);
        return body is null ? null : new LabRequest(target, headers, body, number);
    }

    private async Task<byte[]?> ReadChunkedAsync()
    {
        var body = new MemoryStream();
        while (await ReadToAsync("\r\n"u8.ToArray()) is { } line)
        {
            var size = int.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (await ReadBytesAsync(size) is not { } chunk || await ReadToAsync("\r\n"u8.ToArray()) is null)
                return null;
            if (size == 0)
                return body.ToArray();
            body.Write(chunk);
        }

        return null;
    }

    /// <summary>What stands before the mark; the mark is taken, too.</summary>
    private async Task<string?> ReadToAsync(byte[] mark)
    {
        int found;
        while ((found = _bytes.AsSpan(_start, _end - _start).IndexOf(mark)) < 0)
        {
            if (!await FillAsync())
                return null;
        }

        var text = Encoding.Latin1.GetString(_bytes, _start, found);
        _start += found + mark.Length;
        return text;
    }

    private async Task<byte[]?> ReadBytesAsync(int count)
    {
        while (_end - _start < count)
        {
            if (!await FillAsync())
                return null;
        }

        var bytes = _bytes.AsSpan(_start, count).ToArray();
        _start += count;
        return bytes;
    }

    private async Task<bool> FillAsync()
    {
        var read = await Begin();
        _pending = null;
        _end += read;
        return read > 0;
    }

    private Task<int> Begin()
    {
        if (_pending is not null)
            return _pending;
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _bytes.Length)
            Array.Resize(ref _bytes, Math.Min(_bytes.Length * 2, Largest));
        return _pending = ReceiveAsync(_bytes.AsMemory(_end));
    }

    // A reset ends the input as well as a close does.
    private async Task<int> ReceiveAsync(Memory<byte> into)
    {
        try
        {
            return await socket.ReceiveAsync(into);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}

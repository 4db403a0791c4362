using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GenGateway.Server.Lab;

/// <summary>One request at an upstream of the lab, and everything that may be done to it, down to the reset of its connection.</summary>
/// <param name="socket">The connection.</param>
/// <param name="request">What was asked.</param>
/// <param name="place">Where.</param>
/// <param name="left">Fires when the client closes, or the lab ends.</param>
internal sealed class LabExchange(Socket socket, LabRequest request, LabPlace place, CancellationToken left)
{
    public LabRequest Request => request;

    public LabPlace Place => place;

    public CancellationToken Left => left;

    /// <summary>1 for the first request of the place.</summary>
    public int Number { get; set; } = 1;

    /// <summary>Whether the connection ends after this.</summary>
    public bool Closes { get; private set; }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, left)..];
    }

    /// <summary>Sends a whole answer.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="body">Its body.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="header">One more header, <c>Name: value</c>, or null.</param>
    /// <param name="promised">The length that is promised; null: the right one.</param>
    public Task ReplyAsync(int status, string body, string contentType = "application/json", string? header = null, int? promised = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Lab\r\nContent-Type: {contentType}\r\nContent-Length: {promised ?? bytes.Length}\r\n{(header is null ? "" : header + "\r\n")}\r\n");
        return SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. bytes]);
    }

    /// <summary>Begins a stream.</summary>
    public Task BeginAsync() => SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());

    /// <summary>Sends one event of it.</summary>
    public Task EventAsync(string data) => ChunkAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"));

    /// <summary>Sends a comment, which means nothing.</summary>
    public Task CommentAsync() => ChunkAsync(": lab\n\n"u8.ToArray());

    /// <summary>Sends bytes of its body.</summary>
    public Task ChunkAsync(byte[] bytes) => SendAsync(Framed(bytes));

    /// <summary>Sends half of an event and half of its chunk, and closes.</summary>
    public async Task CutAsync(string data)
    {
        var chunk = Framed(Encoding.UTF8.GetBytes($"data: {data}\n\n"));
        await SendAsync(chunk.AsMemory(0, chunk.Length / 2));
        Close();
    }

    /// <summary>Ends the body as HTTP wants it.</summary>
    public Task EndAsync() => SendAsync("0\r\n\r\n"u8.ToArray());

    /// <summary>Ends the connection after this, properly.</summary>
    public void Close() => Closes = true;

    /// <summary>Ends it with a reset.</summary>
    public void Reset()
    {
        Closes = true;
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    /// <summary>Waits until the client leaves.</summary>
    public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, left);

    /// <summary>Waits for a time, or until the client leaves.</summary>
    public Task WaitAsync(TimeSpan time) => Task.Delay(time, place.Clock, left);

    private static byte[] Framed(byte[] bytes) =>
        [.. Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture)), .. "\r\n"u8, .. bytes, .. "\r\n"u8];
}

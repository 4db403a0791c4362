using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GenGateway.TestKit.Wire;

/// <summary>One request and the way to answer it, down to the single packet. For one task at a time.</summary>
public sealed class WireExchange
{
    private readonly Socket socket;

    internal WireExchange(Socket socket, ReceivedRequest request, CancellationToken left)
    {
        this.socket = socket;
        Request = request;
        Left = left;
        Closes = request.Header("Connection")?.Equals("close", StringComparison.OrdinalIgnoreCase) == true;
    }

    public ReceivedRequest Request { get; }

    /// <summary>Cancelled when the client closes, or the server stops, before the answer is complete.</summary>
    public CancellationToken Left { get; }

    /// <summary>The connection ends after this answer.</summary>
    public bool Closes { get; private set; }

    /// <summary>What follows HTTP on this connection, or null.</summary>
    internal Func<Stream, Task>? Speak { get; private set; }

    /// <summary>Sends bytes as they are. The socket does not wait for more: as far as the network allows, this is one packet.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, Left)..];
    }

    public Task SendHeadAsync(int status, string reason, IEnumerable<(string Name, string Value)> headers)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {reason}\r\n");
        foreach (var (name, value) in headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return SendAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()));
    }

    /// <summary>Sends a whole answer in one packet.</summary>
    public async Task SendAsync(WireReply reply)
    {
        await SendAsync(reply.ToBytes(Request.Method == "HEAD"));
        if (reply.Closes)
            Close();
    }

    /// <summary>Sends the head that ends HTTP on this connection. What is spoken then begins when the answering code has returned; the connection ends with it.</summary>
    /// <param name="headers">Those of the answer 101.</param>
    /// <param name="speak">Reads and writes the connection; both fail when it breaks or the server stops.</param>
    public async Task UpgradeAsync(IEnumerable<(string Name, string Value)> headers, Func<Stream, Task> speak)
    {
        await SendHeadAsync(101, WireReply.ReasonOf(101), headers);
        Speak = speak;
        Close();
    }

    /// <summary>Waits until the client leaves or the server stops; never returns otherwise.</summary>
    public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, Left);

    /// <summary>Ends the connection after this answer, properly.</summary>
    public void Close() => Closes = true;

    /// <summary>Ends the connection with a reset. What the client has not read yet may be lost for it.</summary>
    public void Reset()
    {
        Closes = true;
        WireServer.Reset(socket);
    }

    /// <summary>The bytes of one chunk with its framing.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> bytes) =>
        [.. Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture)), .. "\r\n"u8, .. bytes, .. "\r\n"u8];

    /// <summary>What ends a chunked body.</summary>
    public static ReadOnlyMemory<byte> LastChunk { get; } = "0\r\n\r\n"u8.ToArray();
}

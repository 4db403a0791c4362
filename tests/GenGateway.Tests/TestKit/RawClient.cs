using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GenGateway.Tests.TestKit;

/// <summary>Sends bytes to a server and keeps the bytes that come back, with no HTTP library between.</summary>
internal static class RawClient
{
    /// <summary>The answer's bytes as far as the answer goes, or until the server closes.</summary>
    public static async Task<byte[]> AskAsync(Uri url, byte[] request, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, url.Port, cancellationToken);
        await socket.SendAsync(request, cancellationToken);
        var headOnly = Encoding.Latin1.GetString(request).StartsWith("HEAD", StringComparison.Ordinal);
        using var received = new MemoryStream();
        var buffer = new byte[8192];
        while (!IsComplete(received.ToArray(), headOnly))
        {
            var read = await socket.ReceiveAsync(buffer, cancellationToken);
            if (read == 0)
                break;
            received.Write(buffer, 0, read);
        }

        return received.ToArray();
    }

    private static bool IsComplete(byte[] answer, bool headOnly)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0 || headOnly)
            return end >= 0;
        var head = Encoding.Latin1.GetString(answer, 0, end).ToLowerInvariant();
        if (head.Contains("transfer-encoding: chunked", StringComparison.Ordinal))
            return answer.AsSpan(end).EndsWith("\r\n0\r\n\r\n"u8);
        var at = head.IndexOf("content-length: ", StringComparison.Ordinal);
        return at >= 0 && answer.Length - end - 4 >= int.Parse(head[(at + 16)..].Split('\r')[0], CultureInfo.InvariantCulture);
    }
}

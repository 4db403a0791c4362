using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GenGateway.Load.Targets;

/// <summary>Ports of this machine, and one simple request to them.</summary>
internal static class Loopback
{
    public static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Sends a request on a connection of its own and returns the answer's first bytes; null where nobody listens.</summary>
    public static string? Ask(IPEndPoint target, ReadOnlySpan<byte> request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
        try
        {
            socket.Connect(target);
            socket.Send(request);
            var buffer = new byte[64 * 1024];
            var received = socket.Receive(buffer);
            return Encoding.ASCII.GetString(buffer, 0, received);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public static bool Answers200(IPEndPoint target, ReadOnlySpan<byte> request) => Ask(target, request)?.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) == true;

    public static bool Listens(IPEndPoint target)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(target);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static byte[] Get(string path, string? key = null) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{(key is null ? "" : $"Authorization: Bearer {key}\r\n")}Connection: close\r\n\r\n");

    /// <summary>The body of a GET's answer, read to its end.</summary>
    public static string Page(IPEndPoint target, string path, string? key = null)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
        socket.Connect(target);
        socket.Send(Get(path, key));
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
    }
}

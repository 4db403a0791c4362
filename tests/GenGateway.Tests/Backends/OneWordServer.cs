using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GenGateway.Tests.Backends;

/// <summary>An HTTP server at one of this machine's own addresses that answers everything with a word and keeps its connections.</summary>
internal sealed class OneWordServer : IDisposable
{
    private readonly TcpListener _listener;
    private readonly byte[] _answer;
    private readonly Task _accepting;

    public OneWordServer(IPAddress address, int port, string word)
    {
        _answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {word.Length}\r\n\r\n{word}");
        _listener = new TcpListener(address, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        var stream = client.GetStream();
        var buffer = new byte[4096];
        try
        {
            // Requests here are short, and the next one comes after the answer only.
            while (await stream.ReadAsync(buffer) > 0)
                await stream.WriteAsync(_answer);
        }
        catch (IOException)
        {
            // The client left.
        }
    }
}

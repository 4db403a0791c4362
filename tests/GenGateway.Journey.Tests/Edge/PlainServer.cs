using System.Net;
using System.Net.Sockets;

namespace GenGateway.Journey.Tests.Edge;

/// <summary>A server that speaks no TLS: whatever comes, it says so in plain HTTP and hangs up.</summary>
internal sealed class PlainServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task answering;

    public PlainServer()
    {
        listener.Start();
        answering = AnswerAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await answering;
    }

    private async Task AnswerAsync()
    {
        var buffer = new byte[1024];
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                if (await client.GetStream().ReadAsync(buffer) == 0)
                    continue;
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The test is over.
        }
    }
}

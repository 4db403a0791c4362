using System.Net.Sockets;
using System.Text;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>A bare connection, for what an HTTP client would not send.</summary>
public sealed class RawConnection : IDisposable
{
    private readonly TcpClient tcp = new() { NoDelay = true };

    private NetworkStream Stream => tcp.GetStream();

    public static async Task<RawConnection> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        var connection = new RawConnection();
        await connection.tcp.ConnectAsync(url.Host, url.Port, cancellationToken);
        return connection;
    }

    public Task SendAsync(string text, CancellationToken cancellationToken) => SendAsync(Encoding.Latin1.GetBytes(text), cancellationToken);

    public async Task SendAsync(byte[] bytes, CancellationToken cancellationToken) => await Stream.WriteAsync(bytes, cancellationToken);

    /// <summary>What came until it held the mark, or until the other side closed.</summary>
    public async Task<string> ReadUntilAsync(string mark, CancellationToken cancellationToken)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (!received.ToString().Contains(mark, StringComparison.Ordinal))
        {
            var read = await Stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                break;
            received.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return received.ToString();
    }

    /// <summary>All that comes until the other side closes, or resets, the connection.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken cancellationToken)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await Stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                received.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (IOException) when (!cancellationToken.IsCancellationRequested)
        {
            // Reset: what came before it counts.
        }

        return received.ToString();
    }

    public void Dispose() => tcp.Dispose();
}

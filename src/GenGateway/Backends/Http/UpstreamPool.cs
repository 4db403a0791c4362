using System.Net;
using System.Net.Sockets;

namespace GenGateway.Backends.Http;

/// <summary>The connections to one backend. Thread safe; disposed when the backend goes.</summary>
public sealed class UpstreamPool : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly HttpMessageInvoker _invoker;

    /// <param name="maxConnections">Connections per endpoint at most.</param>
    public UpstreamPool(int maxConnections) => _invoker = new HttpMessageInvoker(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        UseCookies = false,
        UseProxy = false,
        MaxConnectionsPerServer = maxConnections,
        PooledConnectionLifetime = Lifetime,
        PooledConnectionIdleTimeout = Idle,
        // Whoever leaves an answer unread wants the backend to stop; only what is nearly at its end keeps its connection.
        ResponseDrainTimeout = Drain,
        ConnectCallback = ConnectAsync,
    });

    /// <summary>Sends, and returns when the answer's head is there.</summary>
    internal Task<HttpResponseMessage> SendAsync(UpstreamRequest request, CancellationToken cancellationToken) => _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var connect = Timeout.InfiniteTimeSpan;
        if (context.InitialRequestMessage is UpstreamRequest request)
        {
            connect = request.Connect;
            request.IsConnected = true;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(connect);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, limit.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"No connection within {connect.TotalMilliseconds:0} ms.");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

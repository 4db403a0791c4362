using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace GenGateway.Backends.Http;

/// <summary>The connections to one backend. Thread safe; disposed when the backend goes.</summary>
public sealed class UpstreamPool : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Drain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    // A machine that vanished without a word is found out, and what waits there fails, about a minute later.
    private const int KeepAliveSeconds = 30;
    private const int KeepAliveBetweenSeconds = 10;
    private const int KeepAliveTries = 3;

    private readonly HttpMessageInvoker _invoker;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>>? _resolve;

    /// <param name="maxConnections">Connections per endpoint at most.</param>
    public UpstreamPool(int maxConnections)
        : this(maxConnections, Lifetime, null)
    {
    }

    /// <param name="maxConnections">Connections per endpoint at most.</param>
    /// <param name="lifetime">How old a connection may be that is used again; what a host name means is asked for each new one.</param>
    /// <param name="resolve">Says what a host name means; null: the system does.</param>
    internal UpstreamPool(int maxConnections, TimeSpan lifetime, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        _resolve = resolve;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = maxConnections,
            PooledConnectionLifetime = lifetime,
            PooledConnectionIdleTimeout = Idle,
            // Whoever leaves an answer unread wants the backend to stop; only what is nearly at its end keeps its connection.
            ResponseDrainTimeout = Drain,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Where else pictures may be fetched that the backend links to; null: nowhere.</summary>
    internal AllowedHosts? AllowedHosts { get; init; }

    /// <summary>Sends, and returns when the answer's head is there.</summary>
    internal Task<HttpResponseMessage> SendAsync(UpstreamRequest request, CancellationToken cancellationToken) => _invoker.SendAsync(request, cancellationToken);

    public void Dispose()
    {
        _invoker.Dispose();
        AllowedHosts?.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
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
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveBetweenSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveTries);
            if (_resolve is null)
                await socket.ConnectAsync(context.DnsEndPoint, limit.Token).ConfigureAwait(false);
            else
                await socket.ConnectAsync(await _resolve(context.DnsEndPoint.Host, limit.Token).ConfigureAwait(false), context.DnsEndPoint.Port, limit.Token).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps
                ? await SecureAsync(stream, context.DnsEndPoint.Host, limit.Token).ConfigureAwait(false)
                : stream;
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

    // Here and not by the handler, whose handshake would have no limit of its own.
    private static async ValueTask<Stream> SecureAsync(NetworkStream stream, string host, CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host.TrimEnd('.') }, cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch (IOException thrown)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw new AuthenticationException("The other side ended the handshake.", thrown);
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}

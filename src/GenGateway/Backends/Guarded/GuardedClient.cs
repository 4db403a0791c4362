using System.Net;
using System.Net.Sockets;

namespace GenGateway.Backends.Guarded;

/// <summary>
/// The one client for addresses that a client of the gateway chose. A host name is looked up once, every address that it means is checked, and the connection goes to one of those:
/// who answers differently at a second look gains nothing. No redirect is followed, no cookie or credential sent, no proxy used. Thread safe.
/// </summary>
/// <param name="allowsPrivate">Whether addresses that are not public may be asked; looked at for each connection.</param>
/// <param name="resolve">Says what a host name means; null: the system does.</param>
internal sealed class GuardedClient(Func<bool> allowsPrivate, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) : IDisposable
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;
    private HttpMessageInvoker? _invoker;

    /// <summary>Sends, and returns when the answer's head is there.</summary>
    /// <exception cref="HttpRequestException">Nobody answers there, or may be asked; then its cause is a <see cref="GuardException"/>.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        LazyInitializer.EnsureInitialized(ref _invoker, Create).SendAsync(request, cancellationToken);

    public void Dispose() => _invoker?.Dispose();

    private HttpMessageInvoker Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        UseCookies = false,
        UseProxy = false,
        // Each request is checked by itself.
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxResponseHeadersLength = 32,
        ConnectCallback = ConnectAsync,
    });

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await _resolve(host, cancellationToken).ConfigureAwait(false);
        if (!allowsPrivate() && addresses.FirstOrDefault(static address => !PublicAddress.Is(address)) is not null)
            throw new GuardException("it leads to an address that is not public");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

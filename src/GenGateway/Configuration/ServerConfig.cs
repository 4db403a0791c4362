using System.Net;

namespace GenGateway.Configuration;

/// <summary>Section <c>server</c>: where to listen, and the bounds of a connection.</summary>
/// <param name="Host">An address, <c>localhost</c>, a host name, or <c>*</c> (also <c>+</c>) for every address.</param>
/// <param name="Port">The port; 0 takes any free one.</param>
/// <param name="MaxBodyBytes">The largest request body.</param>
/// <param name="MaxConnections">How many connections may be open at once.</param>
/// <param name="HeaderTimeout">How long a request's head may take to arrive.</param>
/// <param name="BodyTimeout">How long a request's body may take to arrive.</param>
/// <param name="DrainTimeout">How long open streams may finish after SIGTERM.</param>
/// <param name="TrustedProxies">The networks whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed.</param>
/// <param name="InlineIo">Whether sockets are served on the threads that poll them.</param>
/// <param name="Tls">The certificate of <paramref name="Host"/> and <paramref name="Port"/>.</param>
public sealed record ServerConfig(
    string Host,
    int Port,
    long MaxBodyBytes,
    int MaxConnections,
    TimeSpan HeaderTimeout,
    TimeSpan BodyTimeout,
    TimeSpan DrainTimeout,
    IReadOnlyList<IPNetwork> TrustedProxies,
    bool InlineIo,
    TlsConfig Tls)
{
    /// <summary>The networks whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init => field = ValueList.Of(value); } = ValueList.Of(TrustedProxies);
}

namespace GenGateway.Backends.Http;

/// <summary>A request to a backend, with the limit for the connection that may have to be made for it.</summary>
internal sealed class UpstreamRequest(HttpMethod method, Uri uri, TimeSpan connect) : HttpRequestMessage(method, uri)
{
    /// <summary>Longest wait for a new connection.</summary>
    public TimeSpan Connect => connect;
}

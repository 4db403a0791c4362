namespace GenGateway.Backends.Http;

/// <summary>A request to a backend, with the limit for the connection that may have to be made for it.</summary>
internal sealed class UpstreamRequest(HttpMethod method, Uri uri, TimeSpan connect) : HttpRequestMessage(method, uri)
{
    /// <summary>Longest wait for a new connection.</summary>
    public TimeSpan Connect => connect;

    /// <summary>Whether a connection was made for it; else it went over one that was there.</summary>
    public bool IsConnected { get; set; }

    /// <summary>The same request, to be sent once more.</summary>
    public UpstreamRequest Again()
    {
        var again = new UpstreamRequest(Method, RequestUri!, connect) { Content = Content };
        foreach (var (name, values) in Headers.NonValidated)
            again.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        return again;
    }
}

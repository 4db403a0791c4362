namespace GenGateway.Server.Http;

/// <summary>A route as the front door knows it.</summary>
/// <param name="Template">Its template; also the metric label, so never a client's own text.</param>
/// <param name="Handlers">Method → handler; HEAD is answered by GET's.</param>
/// <param name="Open">Whether it needs no key and is answered while the server drains.</param>
internal sealed record GatewayRoute(string Template, IReadOnlyDictionary<string, RequestDelegate> Handlers, bool Open)
{
    /// <summary>Where a request without a route goes; all of them share one label value.</summary>
    public static GatewayRoute Unknown { get; } = new("unknown", new Dictionary<string, RequestDelegate>(), Open: false);

    /// <summary>The value of the header <c>Allow</c>.</summary>
    public string Allow => string.Join(", ", Handlers.Keys.SelectMany(static method => method == HttpMethods.Get ? [method, HttpMethods.Head] : new[] { method }));

    /// <summary>The handler of a method, or null.</summary>
    public RequestDelegate? Find(string method) =>
        Handlers.GetValueOrDefault(HttpMethods.IsHead(method) ? HttpMethods.Get : HttpMethods.GetCanonicalizedValue(method));
}

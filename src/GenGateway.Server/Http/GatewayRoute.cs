using GenGateway.Surfaces;
using GenGateway.Telemetry;

namespace GenGateway.Server.Http;

/// <summary>A route as the front door knows it. Built before anything listens, then only read.</summary>
internal sealed class GatewayRoute(string template, Families families, ErrorShape? errors, RouteMeter meter)
{
    private readonly Dictionary<string, RouteHandler> _handlers = [];

    /// <summary>Its template; also the metric label, so never a client's own text.</summary>
    public string Template => template;

    /// <summary>Whose it is; <see cref="Families.None"/>: everybody's.</summary>
    public Families Families { get; private set; } = families;

    /// <summary>How its errors look; null: as the path's prefix says.</summary>
    public ErrorShape? Errors => errors;

    /// <summary>Counts its requests.</summary>
    public RouteMeter Meter => meter;

    /// <summary>The value of the header <c>Allow</c>.</summary>
    public string Allow { get; private set; } = "";

    /// <summary>Adds a method; HEAD is answered by GET's.</summary>
    /// <exception cref="InvalidOperationException">Somebody answers it already.</exception>
    public void Add(string method, RouteHandler handler, Families families)
    {
        if (!_handlers.TryAdd(method, handler))
            throw new InvalidOperationException($"{method} {Template} is answered twice.");
        Families |= families;
        Allow = string.Join(", ", _handlers.Keys.SelectMany(static known => known == HttpMethods.Get ? [known, HttpMethods.Head] : new[] { known }));
    }

    /// <summary>Who answers a method, or null.</summary>
    public RouteHandler? Find(string method) =>
        _handlers.GetValueOrDefault(HttpMethods.IsHead(method) ? HttpMethods.Get : HttpMethods.GetCanonicalizedValue(method));
}

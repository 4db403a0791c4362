using GenGateway.Journey;
using GenGateway.Surfaces;
using GenGateway.Telemetry;

namespace GenGateway.Server.Http;

/// <summary>Collects routes, then adds each template once. An endpoint takes every method, so that a wrong one is answered in the family's shape.</summary>
/// <remarks>Templates are written as they usually are; <c>api</c> may move them.</remarks>
internal sealed class GatewayRoutes
{
    private readonly Dictionary<string, (string Pattern, GatewayRoute Route)> _routes;
    private readonly ApiPaths _paths;
    private readonly HttpMetrics _metrics;
    private readonly Families _families;

    public GatewayRoutes(ApiPaths paths, HttpMetrics metrics)
        : this([], paths, metrics, Families.None)
    {
    }

    private GatewayRoutes(Dictionary<string, (string Pattern, GatewayRoute Route)> routes, ApiPaths paths, HttpMetrics metrics, Families families) =>
        (_routes, _paths, _metrics, _families) = (routes, paths, metrics, families);

    /// <summary>The same routes, where those of these families are added.</summary>
    public GatewayRoutes For(Families families) => new(_routes, _paths, _metrics, families);

    public void Get(string template, Scopes scopes, RequestDelegate handler) => Add(template, HttpMethods.Get, new RouteHandler(handler, scopes, open: false));

    /// <summary>A route that needs no key and is answered while the server drains.</summary>
    public void GetOpen(string template, RequestDelegate handler) => Add(template, HttpMethods.Get, new RouteHandler(handler, Scopes.None, open: true));

    public void Post(string template, Scopes scopes, RequestDelegate handler) => Add(template, HttpMethods.Post, new RouteHandler(handler, scopes, open: false));

    /// <summary>As above, for what costs less without a task of its own.</summary>
    public void Post(string template, Scopes scopes, Func<HttpContext, ValueTask> handler) => Add(template, HttpMethods.Post, new RouteHandler(handler, scopes, Open: false));

    public void Patch(string template, Scopes scopes, RequestDelegate handler) => Add(template, HttpMethods.Patch, new RouteHandler(handler, scopes, open: false));

    public void Delete(string template, Scopes scopes, RequestDelegate handler) => Add(template, HttpMethods.Delete, new RouteHandler(handler, scopes, open: false));

    /// <summary>Adds all of them; called once, at the end.</summary>
    public void MapTo(IEndpointRouteBuilder endpoints)
    {
        foreach (var (pattern, route) in _routes.Values)
        {
            // The front door calls the handler; an endpoint must have a delegate all the same.
            endpoints.Map(pattern, static context => Exchange.Of(context).Route.Find(context.Request.Method)!.Answer(context).AsTask()).WithMetadata(route);
        }
    }

    private void Add(string usual, string method, RouteHandler handler)
    {
        if (_paths.Of(usual) is not { } pattern)
            return;
        var template = pattern.Replace("**", "", StringComparison.Ordinal);
        if (!_routes.TryGetValue(template, out var known))
            _routes[template] = known = (pattern, new GatewayRoute(template, _families, ErrorBody.ShapeOf(usual), _metrics.Route(template)));
        known.Route.Add(method, handler, _families);
    }
}

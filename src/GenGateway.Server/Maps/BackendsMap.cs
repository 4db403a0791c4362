using GenGateway.Journey;
using GenGateway.Server.BackendsApi;
using GenGateway.Server.Http;

namespace GenGateway.Server.Maps;

/// <summary>The backends: read with <c>read</c>, changed with <c>admin</c>.</summary>
internal static class BackendsMap
{
    public static void Add(GatewayRoutes all, GatewayParts parts, ApiBackends backends)
    {
        var routes = all.For(Families.OpenAi);
        var handler = new BackendsHandler(backends, parts.State, parts.Finder, parts.Bodies, parts.Clock);
        routes.Get("/v1/backends", Scopes.Read, handler.ListAsync);
        routes.Post("/v1/backends", Scopes.Admin, handler.AddAsync);
        routes.Get("/v1/backends/text", Scopes.Read, handler.ListTextAsync);
        routes.Get("/v1/backends/image", Scopes.Read, handler.ListImageAsync);
        routes.Get("/v1/backends/{name}", Scopes.Read, handler.GetAsync);
        routes.Patch("/v1/backends/{name}", Scopes.Admin, handler.ChangeAsync);
        routes.Delete("/v1/backends/{name}", Scopes.Admin, handler.RemoveAsync);
        routes.Post("/v1/backends/{name}/test", Scopes.Admin, handler.TestAsync);
    }
}

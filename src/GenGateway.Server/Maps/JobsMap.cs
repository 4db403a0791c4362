using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Server.Jobs;

namespace GenGateway.Server.Maps;

/// <summary>The jobs: everybody's own.</summary>
internal static class JobsMap
{
    public static void Add(GatewayRoutes all, JobsHandler handler)
    {
        var routes = all.For(Families.Jobs);
        routes.Get("/v1/jobs", Scopes.Generate, handler.ListAsync);
        routes.Get("/v1/jobs/{id}", Scopes.Generate, handler.GetAsync);
        routes.Delete("/v1/jobs/{id}", Scopes.Generate, handler.CancelAsync);
    }
}

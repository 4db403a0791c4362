using GenGateway.Journey;
using GenGateway.Server.Admin;
using GenGateway.Server.Http;
using GenGateway.Server.Reloading;

namespace GenGateway.Server.Maps;

/// <summary>What operators do.</summary>
internal static class AdminMap
{
    public static void Add(GatewayRoutes all, GatewayParts parts, ConfigurationReloader? reloader)
    {
        var routes = all.For(Families.OpenAi);
        if (reloader is not null)
            routes.Post("/admin/reload", Scopes.Admin, new ReloadHandler(reloader).HandleAsync);
        routes.Post("/admin/explain", Scopes.Admin, new ExplainHandler(parts).HandleAsync);
    }
}

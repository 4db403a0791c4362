using GenGateway.Journey;
using GenGateway.Server.Admin;
using GenGateway.Server.Http;
using GenGateway.Server.Reloading;

namespace GenGateway.Server.Maps;

/// <summary>What operators do.</summary>
internal static class AdminMap
{
    public static void Add(GatewayRoutes routes, ConfigurationReloader reloader) =>
        routes.For(Families.OpenAi).Post("/admin/reload", Scopes.Admin, new ReloadHandler(reloader).HandleAsync);
}

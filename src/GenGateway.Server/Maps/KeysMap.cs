using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Server.KeysApi;

namespace GenGateway.Server.Maps;

/// <summary>The keys: for administrators alone.</summary>
internal static class KeysMap
{
    public static void Add(GatewayRoutes all, GatewayParts parts, ApiKeys keys)
    {
        var routes = all.For(Families.OpenAi);
        var handler = new KeysHandler(keys, parts.LiveKeys, parts.Bodies, parts.Clock);
        routes.Get("/admin/keys", Scopes.Admin, handler.ListAsync);
        routes.Post("/admin/keys", Scopes.Admin, handler.CreateAsync);
        routes.Get("/admin/keys/{name}", Scopes.Admin, handler.GetAsync);
        routes.Patch("/admin/keys/{name}", Scopes.Admin, handler.ChangeAsync);
        routes.Delete("/admin/keys/{name}", Scopes.Admin, handler.RevokeAsync);
        routes.Post("/admin/keys/{name}/rotate", Scopes.Admin, handler.RotateAsync);
    }
}

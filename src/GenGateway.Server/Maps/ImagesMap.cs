using GenGateway.Server.Http;
using GenGateway.Server.Images;
using GenGateway.Storage.Images;

namespace GenGateway.Server.Maps;

/// <summary>The pictures of the store, under the names that both predecessors' links have. No key: who has a link may look.</summary>
internal static class ImagesMap
{
    public static void Add(GatewayRoutes all, LocalImageStore store)
    {
        var routes = all.For(Families.OpenAi | Families.WebUi | Families.Akash);
        var handler = new ImageHandler(store);
        routes.GetOpen("/images/{file}", handler.GetAsync);
        routes.GetOpen("/files/{file}", handler.GetAsync);
    }
}

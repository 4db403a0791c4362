using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Server.Models;
using GenGateway.Surfaces;
using GenGateway.Surfaces.Ollama;

namespace GenGateway.Server.Maps;

/// <summary>Ollama's routes. Its root is answered on listeners of its own: elsewhere the root is the dashboard's.</summary>
internal static class OllamaMap
{
    public static void Add(GatewayRoutes all, GatewayParts parts)
    {
        var routes = all.For(Families.Ollama);
        routes.Post(GeneratingRoutes.OllamaChat, Scopes.Generate, parts.Handler(GeneratingRoutes.OllamaChat, anyContentType: true));
        all.For(Families.Ollama | Families.Akash).Post(GeneratingRoutes.OllamaGenerate, Scopes.Generate, parts.Handler(GeneratingRoutes.OllamaGenerate, anyContentType: true, SharedGenerate.Choose));
        routes.Post(GeneratingRoutes.OllamaEmbed, Scopes.Generate, parts.Handler(GeneratingRoutes.OllamaEmbed, anyContentType: true));
        routes.Post(GeneratingRoutes.OllamaEmbeddings, Scopes.Generate, parts.Handler(GeneratingRoutes.OllamaEmbeddings, anyContentType: true));

        var models = new OllamaModels(new OllamaModelLists(new ModelOffers(parts.Catalogue, () => parts.State.Config.Routing.Aliases)), parts);
        routes.Get("/api/tags", Scopes.None, models.ListAsync);
        routes.Get("/api/ps", Scopes.None, models.ListRunningAsync);
        routes.Post("/api/show", Scopes.None, models.ShowAsync);
        routes.Get("/api/version", Scopes.None, OllamaModels.VersionAsync);
        routes.GetOpen("/", OllamaModels.RootAsync);

        var management = new ModelManagement(parts);
        routes.Post("/api/pull", Scopes.Admin, management.PullAsync);
        routes.Post("/api/copy", Scopes.Admin, management.CopyAsync);
        routes.Delete("/api/delete", Scopes.Admin, management.DeleteAsync);
    }
}

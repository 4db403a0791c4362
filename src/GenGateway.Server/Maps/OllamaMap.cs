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
        routes.Post("/api/chat", Scopes.Generate, parts.Handler(new OllamaChatSurface(), anyContentType: true));
        all.For(Families.Ollama | Families.Akash).Post("/api/generate", Scopes.Generate, new GenerateHandler(new OllamaGenerateSurface(), parts, anyContentType: true, SharedGenerate.Choose).HandleAsync);
        routes.Post("/api/embed", Scopes.Generate, parts.Handler(new OllamaEmbedSurface(isOld: false), anyContentType: true));
        routes.Post("/api/embeddings", Scopes.Generate, parts.Handler(new OllamaEmbedSurface(isOld: true), anyContentType: true));

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

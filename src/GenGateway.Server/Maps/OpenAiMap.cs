using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Server.Maps;

/// <summary>OpenAI's text routes, under their own paths and Azure's.</summary>
internal static class OpenAiMap
{
    public static void Add(GatewayRoutes all, GatewayParts parts)
    {
        var routes = all.For(Families.OpenAi);
        var chat = parts.Handler(new ChatSurface(), anyContentType: false);
        routes.Post("/v1/chat/completions", Scopes.Generate, chat);
        routes.Post("/openai/deployments/{model}/chat/completions", Scopes.Generate, chat);

        var completion = parts.Handler(new CompletionSurface(), anyContentType: false);
        routes.Post("/v1/completions", Scopes.Generate, completion);
        routes.Post("/openai/deployments/{model}/completions", Scopes.Generate, completion);

        var embedding = parts.Handler(new EmbeddingSurface(), anyContentType: false);
        routes.Post("/v1/embeddings", Scopes.Generate, embedding);
        routes.Post("/openai/deployments/{model}/embeddings", Scopes.Generate, embedding);

        foreach (var route in (ReadOnlySpan<string>)[TokenSurface.Tokenize, TokenSurface.Detokenize, TokenSurface.ApplyTemplate])
            routes.Post("/" + route, Scopes.Generate, new TokenHandler(new TokenSurface(route), parts).HandleAsync);

        var models = new ModelList(parts.Catalogue, () => parts.State.Config.Routing.Aliases);
        routes.Get("/v1/models", Scopes.None, context => Reply.JsonAsync(context, StatusCodes.Status200OK, output => models.Write(Exchange.Of(context).Caller, output)));
        routes.Get("/v1/models/{**id}", Scopes.None, context => Reply.JsonAsync(context, output => models.WriteOne(Exchange.Of(context).Caller, PathText.Of(context, "id") ?? "", output)));
    }
}

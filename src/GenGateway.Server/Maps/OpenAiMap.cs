using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Server.Responses;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Surfaces.Responses;

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

        routes.Post("/v1/responses", Scopes.Generate, parts.Handler(new ResponsesSurface(parts.Responses, parts.State.Config.Server.MaxBodyBytes), anyContentType: false));
        if (parts.Responses is not { } keeper)
            return;
        var responses = new ResponsesHandler(keeper);
        routes.Get("/v1/responses/{id}", Scopes.Generate, responses.GetAsync);
        routes.Delete("/v1/responses/{id}", Scopes.Generate, responses.DeleteAsync);
    }
}

using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Server.Responses;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Server.Maps;

/// <summary>OpenAI's text routes, under their own paths and Azure's.</summary>
internal static class OpenAiMap
{
    public static void Add(GatewayRoutes all, GatewayParts parts)
    {
        var routes = all.For(Families.OpenAi);
        var chat = parts.Handler(GeneratingRoutes.Chat, anyContentType: false);
        routes.Post(GeneratingRoutes.Chat, Scopes.Generate, chat);
        routes.Post("/openai/deployments/{model}/chat/completions", Scopes.Generate, chat);

        var completion = parts.Handler(GeneratingRoutes.Completion, anyContentType: false);
        routes.Post(GeneratingRoutes.Completion, Scopes.Generate, completion);
        routes.Post("/openai/deployments/{model}/completions", Scopes.Generate, completion);

        var embedding = parts.Handler(GeneratingRoutes.Embeddings, anyContentType: false);
        routes.Post(GeneratingRoutes.Embeddings, Scopes.Generate, embedding);
        routes.Post("/openai/deployments/{model}/embeddings", Scopes.Generate, embedding);

        foreach (var route in (ReadOnlySpan<string>)[GeneratingRoutes.Images, GeneratingRoutes.ImageEdits, GeneratingRoutes.ImageVariations])
        {
            var image = parts.Handler(route, anyContentType: false);
            routes.Post(route, Scopes.Generate, image);
            routes.Post("/openai/deployments/{model}" + route["/v1".Length..], Scopes.Generate, image);
        }

        foreach (var route in (ReadOnlySpan<string>)[TokenSurface.Tokenize, TokenSurface.Detokenize, TokenSurface.ApplyTemplate])
            routes.Post("/" + route, Scopes.Generate, new TokenHandler(new TokenSurface(route), parts).HandleAsync);

        routes.Post(GeneratingRoutes.Responses, Scopes.Generate, parts.Handler(GeneratingRoutes.Responses, anyContentType: false));
        if (parts.Responses is not { } keeper)
            return;
        var responses = new ResponsesHandler(keeper, parts.Memory);
        routes.Get("/v1/responses/{id}", Scopes.Generate, responses.GetAsync);
        routes.Delete("/v1/responses/{id}", Scopes.Generate, responses.DeleteAsync);
    }
}

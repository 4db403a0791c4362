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
    }
}

using GenGateway.Server.Http;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Server.Maps;

/// <summary>OpenAI's text routes, under their own paths and Azure's.</summary>
internal static class OpenAiMap
{
    public static void Add(RouteTable routes, GatewayParts parts)
    {
        var chat = parts.Handler(new ChatSurface(), anyContentType: false);
        routes.Post("/v1/chat/completions", chat);
        routes.Post("/openai/deployments/{model}/chat/completions", chat);

        var completion = parts.Handler(new CompletionSurface(), anyContentType: false);
        routes.Post("/v1/completions", completion);
        routes.Post("/openai/deployments/{model}/completions", completion);

        var models = new ModelList(parts.Catalogue);
        routes.Get("/v1/models", context => Reply.JsonAsync(context, StatusCodes.Status200OK, models.Write));
        routes.Get("/v1/models/{**id}", context => Reply.JsonAsync(context, output => models.WriteOne(PathText.Of(context, "id") ?? "", output)));
    }
}

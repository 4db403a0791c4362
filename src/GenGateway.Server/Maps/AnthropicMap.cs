using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Surfaces.Anthropic;

namespace GenGateway.Server.Maps;

/// <summary>Anthropic's Messages API.</summary>
internal static class AnthropicMap
{
    public static void Add(GatewayRoutes all, GatewayParts parts)
    {
        var routes = all.For(Families.Anthropic);
        routes.Post(GeneratingRoutes.Messages, Scopes.Generate, parts.Handler(GeneratingRoutes.Messages, anyContentType: false));
        routes.Post("/v1/messages/count_tokens", Scopes.Generate, new CountHandler(parts, new MessagesSurface(counts: true)).HandleAsync);
    }
}

using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Surfaces.Inference;

namespace GenGateway.Server.Maps;

/// <summary>The inference gateway's routes.</summary>
internal static class InferenceMap
{
    public static void Add(GatewayRoutes routes, GatewayParts parts) =>
        routes.For(Families.Inference).Post("/api/v1/inference", Scopes.Generate, parts.Handler(new InferenceSurface(), anyContentType: true));
}

using GenGateway.Journey;
using GenGateway.Server.Http;

namespace GenGateway.Server.Maps;

/// <summary>The inference gateway's routes.</summary>
internal static class InferenceMap
{
    public static void Add(GatewayRoutes routes, GatewayParts parts) =>
        routes.For(Families.Inference).Post(GeneratingRoutes.Inference, Scopes.Generate, parts.Handler(GeneratingRoutes.Inference, anyContentType: true));
}

using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>Which way a request takes to an endpoint, and what is lost on it. Pure.</summary>
public static class Lane
{
    /// <summary>Whether the client's own body is passed on; else the decoded task is.</summary>
    public static bool Relays(GenerationRequest request, IEndpoint endpoint) => request.Wire is { } wire && endpoint.Relays(wire.Protocol);

    /// <summary>What a decoded task asks for and the endpoint is not told.</summary>
    public static string[] Dropped(GenerationRequest request, DecodedTask decoded, IEndpoint endpoint) =>
        [.. request.DroppedHeaders.Concat(endpoint.NotCarried(decoded.Task)).Concat(decoded.Dropped).Distinct()];
}

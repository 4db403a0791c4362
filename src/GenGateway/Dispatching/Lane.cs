using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>Which way a request takes to an endpoint, and what is lost on it. Pure.</summary>
public static class Lane
{
    // Many times what shares a call: a larger body is not decoded to see that.
    private const int MostShared = 1 << 20;

    /// <summary>Whether the client's own body is passed on; else the decoded task is.</summary>
    public static bool Relays(GenerationRequest request, Candidate candidate) =>
        request.Wire is { } wire && candidate.Endpoint.Relays(wire.Protocol) && !IsToBeContinued(request, candidate);

    /// <summary>Whether the endpoint may be asked for several such requests in one call.</summary>
    public static bool MayShare(GenerationRequest request) => request is { Capability: Capability.Embedding, Stream: false } && !(request.Wire?.Bytes.Length > MostShared);

    /// <summary>What a decoded task asks for and the endpoint is not told.</summary>
    public static string[] Dropped(GenerationRequest request, DecodedTask decoded, Candidate candidate) =>
        [.. request.DroppedHeaders.Concat(candidate.Endpoint.NotCarried(decoded.Task, candidate.Model)).Concat(Begun(decoded.Task, candidate.Endpoint)).Concat(decoded.Dropped).Distinct()];

    // Who cannot go on with an answer that is begun writes another one after it.
    private static string[] Begun(GenerationTask task, IEndpoint endpoint) =>
        task is ChatTask { EndsBegun: true } && !endpoint.ContinuesTurns ? ["messages.prefill"] : [];

    // A relayed stream goes on in nobody else's words: what may have to be continued is read and written event by event, as long as nothing gets lost by that.
    private static bool IsToBeContinued(GenerationRequest request, Candidate candidate) =>
        Continuation.IsFor(request, candidate, whole: true)
        && request.Decode().TryGet(out var decoded, out _)
        && !candidate.Endpoint.NotCarried(decoded.Task).Any();
}

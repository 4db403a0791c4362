using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

/// <summary>A request's body, decoded, as tests look at it.</summary>
internal static class DecodedRequests
{
    extension(GenerationRequest request)
    {
        public GenerationTask Task => Decoded(request).Task;

        public IReadOnlyList<string> Dropped => Decoded(request).Dropped;
    }

    private static DecodedTask Decoded(GenerationRequest request)
    {
        Assert.True(request.Decode().TryGet(out var decoded, out var failure), failure?.Message);
        return decoded;
    }
}

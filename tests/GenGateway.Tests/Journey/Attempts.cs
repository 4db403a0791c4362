using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

/// <summary>Attempts outside of any road.</summary>
internal static class Attempts
{
    /// <summary>An attempt at a backend's only endpoint that nobody stops but the token.</summary>
    public static Attempt At(IBackend backend, GenerationRequest request, TestEntry entry, CancellationToken clientLeft, TimeProvider? clock = null, Deadlines? deadlines = null, IEndpointHealth? account = null)
    {
        var sweeper = new Sweeper(clock ?? new ManualClock());
        var abort = new Abort(new RoadLimits(TimeSpan.FromMinutes(10), CancellationToken.None), sweeper, clientLeft);
        var candidate = new Candidate(backend, backend.Endpoints[0], request.Model ?? "m", request.Model ?? "m", deadlines ?? Deadlines.Default, account);
        Assert.True(candidate.TryEnter(out var ticket));
        return new Attempt(request, candidate, entry, abort, sweeper, ticket);
    }

    /// <summary>Opens a backend's only endpoint in the decoded lane.</summary>
    public static ValueTask<Outcome<Generation>> OpenAsync(this IBackend backend, GenerationRequest request, CancellationToken clientLeft)
    {
        Assert.True(request.Decode().TryGet(out var decoded, out var failure), failure?.Message);
        return backend.Endpoints[0].GenerateAsync(decoded.Task, At(backend, request, new TestEntry(request), clientLeft));
    }
}

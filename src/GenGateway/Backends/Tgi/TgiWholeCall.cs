using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>A choice in one piece.</summary>
internal sealed class TgiWholeCall(HttpResponseMessage response, Attempt attempt, UpstreamLimits limits, TgiReader reader) : TgiCall(reader)
{
    public override async ValueTask<Failure?> ReadAsync(List<GenerationEvent> events)
    {
        if (!(await RentedBody.ReadAsync(response, attempt, limits, spare: 0).ConfigureAwait(false)).TryGet(out var body, out var failure))
            return failure;
        using var owned = body;
        return Reader.ReadWhole(body.Written, events);
    }

    public override void Dispose() => response.Dispose();
}

using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>A call whose answer comes in one piece. Read to its end before the first event.</summary>
internal sealed class WholeCall(HttpResponseMessage response, Attempt attempt, int choice, UpstreamLimits limits) : AnthropicCall(attempt, choice)
{
    public override async ValueTask<Failure?> ReadAsync(List<GenerationEvent> events)
    {
        if (!(await RentedBody.ReadAsync(response, Attempt, limits, spare: 0).ConfigureAwait(false)).TryGet(out var body, out var failure))
            return failure;
        using var owned = body;
        failure = MessageJudge.Whole(body.Written.Span, Attempt, State, out _) ?? Decoder.ReadWhole(body.Written, events);
        IsDone = failure is null;
        return failure;
    }

    public override void Dispose() => response.Dispose();
}

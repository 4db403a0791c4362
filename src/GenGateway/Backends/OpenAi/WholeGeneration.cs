using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>A whole answer as events. Read to its end before the first of them. One owner, one reader.</summary>
internal sealed class WholeGeneration(HttpResponseMessage response, Attempt attempt, UpstreamLimits limits, AnswerDecoder decoder) : Generation
{
    public override bool FillsTally => true;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await DecodeAsync().ConfigureAwait(false) is { } failure)
        {
            yield return new GenerationEvent.Failed(failure);
            yield break;
        }

        foreach (var happened in decoder.Events)
            yield return happened;
    }

    public override ValueTask DisposeAsync()
    {
        response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Failure?> DecodeAsync()
    {
        if (!(await RentedBody.ReadAsync(response, attempt, limits, spare: 0).ConfigureAwait(false)).TryGet(out var body, out var failure))
            return failure;
        using var owned = body;
        failure = WholeJudge.Judge(body.Written.Span, attempt, decoder.OneChoice, out _) ?? decoder.Read(body.Written);
        if (failure is null)
            decoder.Finish();
        return failure;
    }
}

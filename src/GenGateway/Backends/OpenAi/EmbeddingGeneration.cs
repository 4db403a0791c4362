using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>The vectors of a whole answer as events. Read to its end before the first of them. One owner, one reader.</summary>
/// <param name="response">The answer.</param>
/// <param name="attempt">Whose answer it is.</param>
/// <param name="limits">What it may hold in memory.</param>
/// <param name="inputs">Inputs asked for.</param>
internal sealed class EmbeddingGeneration(HttpResponseMessage response, Attempt attempt, UpstreamLimits limits, int inputs) : Generation
{
    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var vectors = new ReadOnlyMemory<float>[inputs];
        if (!(await DecodeAsync(vectors).ConfigureAwait(false)).TryGet(out var usage, out var failure))
        {
            yield return new GenerationEvent.Failed(failure);
            yield break;
        }

        for (var index = 0; index < vectors.Length; index++)
            yield return new GenerationEvent.Embedded(index, vectors[index]);
        if (usage is not null)
            yield return new GenerationEvent.UsageReported(usage);
        yield return GenerationEvent.Finished.Instance;
    }

    public override ValueTask DisposeAsync()
    {
        response.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Outcome<Usage?>> DecodeAsync(ReadOnlyMemory<float>[] vectors)
    {
        if (!(await RentedBody.ReadAsync(response, attempt, limits, spare: 0).ConfigureAwait(false)).TryGet(out var body, out var failure))
            return failure;
        using var owned = body;
        return EmbeddingJudge.Judge(body.Written.Span, attempt.Candidate.Backend.Name, inputs, vectors, out var read) is { } wrong
            ? wrong
            : Outcome.Of(read.PromptTokens is { } tokens ? new Usage(tokens, 0) : null);
    }
}

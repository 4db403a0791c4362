using GenGateway.Journey;

namespace GenGateway.Backends.Batching;

/// <summary>One request's own part of what a batch was answered. One owner, one reader.</summary>
/// <param name="member">The request.</param>
/// <param name="all">The vectors of all of them.</param>
internal sealed class SharedGeneration(BatchMember member, EmbeddedInputs all) : Generation
{
    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        for (var index = 0; index < member.Task.Inputs.Count; index++)
            yield return new GenerationEvent.Embedded(index, all.Vectors[member.Start + index]);
        // The backend counted the whole call; whose tokens they were it did not say.
        if (member.Tokens is { } tokens)
            yield return new GenerationEvent.UsageReported(new Usage(tokens, 0) { Source = UsageSource.Estimated });
        yield return GenerationEvent.Finished.Instance;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

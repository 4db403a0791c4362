using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>The pictures of one request: where an endpoint makes fewer in one call, from calls one after the other, each with the seeds that follow. All of them, or a failure.</summary>
/// <remarks>One owner, one reader.</remarks>
/// <param name="task">What is asked.</param>
/// <param name="attempt">Where, and its clock.</param>
internal sealed class ImageCalls(ImageTask task, Attempt attempt) : Generation
{
    private readonly int _most = attempt.Candidate.Endpoint.MostImages(task, attempt.Candidate.Model) ?? task.Count;

    // Their pictures are read by the client up to the end.
    private readonly List<Generation> _calls = [];

    private ImageTask Part(int done) => task with { Count = Math.Min(_most, task.Count - done), Seed = task.Seed + done };

    /// <summary>Begins the call for the pictures behind those that are done.</summary>
    /// <returns>Why it does not begin; null: it did.</returns>
    public async ValueTask<Failure?> BeginAsync(int done = 0)
    {
        if (!(await attempt.Candidate.Endpoint.GenerateAsync(Part(done), attempt).ConfigureAwait(false)).TryGet(out var call, out var failure))
            return failure;
        _calls.Add(call);
        return null;
    }

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var usage = (Usage?)null;
        for (var done = 0; done < task.Count;)
        {
            if (done > 0 && await BeginAsync(done).ConfigureAwait(false) is { } refused)
            {
                yield return new GenerationEvent.Failed(refused);
                yield break;
            }

            var (asked, made, isWhole) = (Part(done).Count, 0, false);
            await foreach (var happened in _calls[^1].ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (happened is GenerationEvent.Finished)
                {
                    isWhole = true;
                    break;
                }

                if (happened is GenerationEvent.UsageReported reported)
                {
                    usage = Sum(usage, reported.Usage);
                    continue;
                }

                made += happened is GenerationEvent.ImageMade ? 1 : 0;
                yield return Moved(happened, done, asked);
                if (happened is GenerationEvent.Failed)
                    yield break;
            }

            // Without its end the stream just stops, which is judged by whoever reads it.
            if (!isWhole)
                yield break;
            if (made < asked)
            {
                yield return new GenerationEvent.Failed(new Failure(FailureKind.BackendError, $"Backend '{attempt.Candidate.Backend.Name}' made {made} of {asked} pictures."));
                yield break;
            }

            done += asked;
        }

        if (usage is not null)
            yield return new GenerationEvent.UsageReported(usage);
        yield return GenerationEvent.Finished.Instance;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var call in _calls)
            await call.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What happens in one call, as it is in the whole answer.</summary>
    private GenerationEvent Moved(GenerationEvent happened, int done, int asked) => happened switch
    {
        GenerationEvent.ImageMade image => image with { Index = done + image.Index },
        GenerationEvent.ImagePreviewed preview => preview with { Index = done + preview.Index },
        GenerationEvent.Progressed progress => new GenerationEvent.Progressed((done * progress.Steps / asked) + progress.Step, progress.Steps * task.Count / asked),
        _ => happened,
    };

    private static Usage Sum(Usage? before, Usage more) => before is null
        ? more
        : before with { PromptTokens = before.PromptTokens + more.PromptTokens, CompletionTokens = before.CompletionTokens + more.CompletionTokens };
}

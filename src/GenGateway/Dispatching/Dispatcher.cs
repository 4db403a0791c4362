using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>One attempt: choose the lane, open the endpoint, read to the commit point. Stateless, thread safe.</summary>
/// <param name="maxAnswerBytes">Longest whole answer that is held (<c>limits.answer_bytes</c>).</param>
/// <param name="memory">What all whole answers together may hold.</param>
/// <param name="pictures">Fetches pictures for backends that take no addresses; null: nobody does.</param>
/// <param name="images">Keeps pictures that links lead to; null: nobody asks for any.</param>
public sealed class Dispatcher(long maxAnswerBytes, MemoryBudget memory, IPictureFetcher? pictures = null, IImageStore? images = null) : IDispatcher
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Outcome<Answer>> OpenAsync(Attempt attempt)
    {
        try
        {
            if (Lane.MayShare(attempt.Request) && await ShareAsync(attempt).ConfigureAwait(false) is { } shared)
                return shared;
            return Lane.Relays(attempt.Request, attempt.Candidate)
                ? await RelayAsync(attempt.Request.Wire!, attempt).ConfigureAwait(false)
                : await GenerateAsync(attempt).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (attempt.Token.IsCancellationRequested)
        {
            return attempt.ToFailure();
        }
    }

    public async ValueTask<Outcome<Generation>> ContinueAsync(Attempt attempt, GenerationTask rest)
    {
        try
        {
            return (await GenerateAsync(attempt, rest, []).ConfigureAwait(false)).TryGet(out var generation, out var failure) ? generation : failure;
        }
        catch (OperationCanceledException) when (attempt.Token.IsCancellationRequested)
        {
            return attempt.ToFailure();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Outcome<Answer>> RelayAsync(WireBody wire, Attempt attempt)
    {
        var dropped = attempt.Request.DroppedHeaders;
        if (Strictness.Check(dropped, attempt) is { } refusal)
            return refusal;
        if (!(await attempt.Candidate.Endpoint.RelayAsync(wire, attempt).ConfigureAwait(false)).TryGet(out var relay, out var failure))
            return failure;
        relay.Dropped = dropped;
        return relay;
    }

    /// <summary>What only its own body carries goes alone.</summary>
    private async ValueTask<Outcome<Answer>?> ShareAsync(Attempt attempt)
    {
        var endpoint = attempt.Candidate.Endpoint;
        if (!attempt.Request.Decode().TryGet(out var decoded, out _) || Lane.Dropped(attempt.Request, decoded, attempt.Candidate).Length > 0)
            return null;
        if (await endpoint.ShareAsync(decoded.Task, attempt).ConfigureAwait(false) is not { } joined)
            return null;
        if (!joined.TryGet(out var part, out var failure))
            return failure;
        return (await CommitAsync(part, attempt, []).ConfigureAwait(false)).TryGet(out var generation, out failure) ? generation : failure;
    }

    private async ValueTask<Outcome<Answer>> GenerateAsync(Attempt attempt)
    {
        if (!attempt.Request.Decode().TryGet(out var decoded, out var failure))
            return failure;
        var endpoint = attempt.Candidate.Endpoint;
        var dropped = Lane.Dropped(attempt.Request, decoded, attempt.Candidate);
        if (Strictness.Check(dropped, attempt) is { } refusal)
            return refusal;
        var task = decoded.Task;
        if (pictures is not null && !endpoint.TakesLinks && !(await pictures.InlineAsync(attempt.Request, task, attempt.Token).ConfigureAwait(false)).TryGet(out task, out failure))
            return failure;
        return (await GenerateAsync(attempt, task, dropped).ConfigureAwait(false)).TryGet(out var generation, out failure) ? generation : failure;
    }

    private async ValueTask<Outcome<Generation>> GenerateAsync(Attempt attempt, GenerationTask task, string[] dropped)
    {
        if (task is ImageTask picture)
            return await MakeImagesAsync(attempt, picture, dropped).ConfigureAwait(false);
        if (!(await attempt.Candidate.Endpoint.GenerateAsync(task, attempt).ConfigureAwait(false)).TryGet(out var generation, out var failure))
            return failure;
        return await CommitAsync(generation, attempt, dropped).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<Generation>> MakeImagesAsync(Attempt attempt, ImageTask task, string[] dropped)
    {
        var calls = new ImageCalls(task, attempt);
        if (await calls.BeginAsync().ConfigureAwait(false) is { } failure)
            return failure;
        var delivery = attempt.Request.Images;
        var form = delivery?.Form ?? attempt.Candidate.Endpoint.UsualFormOf(attempt.Candidate.Model);
        Generation made = task.WritesInfo ? new InformedImages(calls, InformedImages.Told(task, dropped), attempt.Candidate.ShownModel) : calls;
        if (images is not null && delivery is not null && form != ImageForm.Inline)
            made = new KeptImages(made, images, delivery with { Form = form });
        return await CommitAsync(made, attempt, dropped).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<Generation>> CommitAsync(Generation generation, Attempt attempt, string[] dropped)
    {
        var answer = new CommittedGeneration(generation, attempt, memory) { Dropped = dropped };
        var committed = false;
        try
        {
            var failure = await answer.CommitAsync(maxAnswerBytes).ConfigureAwait(false);
            committed = failure is null;
            return committed ? answer : failure!;
        }
        finally
        {
            // Also on a throw: the backend's work ends here and not with a forgotten enumerator.
            if (!committed)
                await answer.DisposeAsync().ConfigureAwait(false);
        }
    }
}

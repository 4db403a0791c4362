using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>One attempt: open the backend, read to the commit point. Stateless, thread safe.</summary>
/// <param name="maxAnswerBytes">Longest whole answer that is held (<c>limits.answer_bytes</c>).</param>
public sealed class Dispatcher(long maxAnswerBytes) : IDispatcher
{
    public async ValueTask<Outcome<Answer>> OpenAsync(GenerationRequest request, Candidate candidate, Tally tally, Abort abort)
    {
        if (!(await candidate.Backend.OpenAsync(request, candidate.Model, abort.Token).ConfigureAwait(false)).TryGet(out var generation, out var failure))
            return failure;

        var answer = new CommittedGeneration(generation, candidate.Backend.Name, tally, abort);
        var committed = false;
        try
        {
            failure = await answer.CommitAsync(whole: !request.Stream, maxAnswerBytes).ConfigureAwait(false);
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

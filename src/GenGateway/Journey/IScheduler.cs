using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>Fourth stage: the wait for a turn at a backend.</summary>
public interface IScheduler
{
    /// <returns>The turn, held for one attempt, or why there was none.</returns>
    ValueTask<Outcome<Turn>> WaitAsync(Candidate candidate, CancellationToken cancellationToken);
}

using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>Fifth stage: one attempt at one endpoint.</summary>
public interface IDispatcher
{
    /// <summary>Asks the endpoint and reads on to the commit point: the first content of a stream, the whole of any other answer.</summary>
    /// <returns>An answer that will not be tried elsewhere, or why this attempt failed.</returns>
    ValueTask<Outcome<Answer>> OpenAsync(Attempt attempt);

    /// <summary>Asks the endpoint for the rest of an answer that broke elsewhere, and reads on to its first content.</summary>
    /// <param name="attempt">A further one of the same journey.</param>
    /// <param name="rest">What was asked, the answer so far behind it.</param>
    ValueTask<Outcome<Generation>> ContinueAsync(Attempt attempt, GenerationTask rest);
}

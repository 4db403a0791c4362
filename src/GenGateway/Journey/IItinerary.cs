using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>Where one request goes after its failed attempts. Used by the request's own flow.</summary>
public interface IItinerary
{
    /// <summary>The failure that tells the client most. Only after one was given.</summary>
    Failure Verdict { get; }

    /// <summary>Whether the candidate given last was asked before.</summary>
    bool IsRepeat { get; }

    /// <summary>A candidate failed, or could not even be asked: who is next. Waits where a wait is due, within the journey's deadline; nothing is held meanwhile.</summary>
    /// <param name="failed">Who.</param>
    /// <param name="failure">Why.</param>
    /// <param name="attempts">Backends asked so far.</param>
    /// <param name="abort">The journey's way of being stopped.</param>
    /// <param name="continues">Whether an answer has begun: only those count that go on with it.</param>
    /// <returns>Null: nobody any more, <see cref="Verdict"/> is to be told.</returns>
    /// <exception cref="OperationCanceledException">The journey was stopped during the wait.</exception>
    ValueTask<Candidate?> NextAsync(Candidate failed, Failure failure, int attempts, Abort abort, bool continues = false);
}

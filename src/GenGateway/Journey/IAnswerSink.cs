using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>Where an answer goes; the only difference between one caller of the road and another. Exactly one method is called, once.</summary>
public interface IAnswerSink
{
    /// <summary>Writes a committed answer to its end.</summary>
    /// <returns>The failure that broke it after the commit point, or null when the client has all of it, terminator included.</returns>
    ValueTask<Failure?> WriteAsync(Answer answer, AnswerHead head, CancellationToken cancellationToken);

    /// <summary>Tells the client why there is no answer. Not stopped by the journey's end: a passed deadline is still owed its 504.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="asked">Who failed; null where the request reached no backend's queue.</param>
    ValueTask RefuseAsync(Failure failure, AskedBackend? asked);
}

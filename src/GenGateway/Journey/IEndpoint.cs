using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>One address of a backend: a codec at the road's end. Thread safe.</summary>
/// <remarks>
/// An attempt takes one of two lanes: the relay where the endpoint speaks the client's own protocol, else the decoded task. Whoever opens one
/// keeps the attempt's clock (<see cref="Attempt.Waiting"/>), fills its tally, and completes its entry before giving away the last bytes.
/// </remarks>
public interface IEndpoint
{
    /// <summary>Where it is, without credentials; for lists and logs.</summary>
    string Address { get; }

    /// <summary>Why it cannot serve, or null when it can.</summary>
    string? Unhealthy { get; }

    /// <summary>Requests it takes at once, at least 1.</summary>
    int Capacity { get; }

    /// <summary>Whether it takes a conversation whose last message, an assistant's, is begun, and answers with the rest of it.</summary>
    bool ContinuesTurns => false;

    /// <summary>Whether it takes pictures by their addresses; else they are fetched for it (<see cref="IPictureFetcher"/>).</summary>
    bool TakesLinks => true;

    /// <summary>Pictures that one call makes at most, at least 1; who wants more gets them from several calls. Null: as many as are asked for.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="model">Of which model, by its name there.</param>
    int? MostImages(ImageTask task, string model) => null;

    /// <summary>How pictures of a model are given where the client does not say: links, unless its clients expect something else.</summary>
    /// <param name="model">Its name there.</param>
    ImageForm UsualFormOf(string model) => ImageForm.Link;

    /// <summary>Whether a body of this protocol can be passed on as it came.</summary>
    bool Relays(WireProtocol protocol);

    /// <summary>Fields of a decoded task that this endpoint does not carry, as OpenAI names them.</summary>
    IEnumerable<string> NotCarried(GenerationTask task);

    /// <summary>The same where it depends on the model.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="model">Of which model, by its name there.</param>
    IEnumerable<string> NotCarried(GenerationTask task, string model) => NotCarried(task);

    /// <summary>Lets a small task share a call with others like it. Asked before either lane is taken, for a task that travels whole.</summary>
    /// <returns>The task's own part of the answer, not committed; null: it goes alone, on its usual lane; or why the call failed for all.</returns>
    ValueTask<Outcome<Generation>?> ShareAsync(GenerationTask task, Attempt attempt) => default;

    /// <summary>Passes the request's body on and reads up to the commit point.</summary>
    /// <returns>The answer, not to be tried elsewhere any more, or why this attempt failed.</returns>
    ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt);

    /// <summary>Begins the work of a decoded task. The answer has not committed: <c>Dispatching</c> reads on to the commit point.</summary>
    /// <remarks>Disposing the answer, or the attempt's token, ends the work before its next step.</remarks>
    ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt);
}

using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>One call and what comes back. One owner; disposing it closes the connection unless all was read, which ends the backend's work.</summary>
internal abstract class AnthropicCall : IDisposable
{
    /// <param name="attempt">Whose call it is.</param>
    /// <param name="choice">Which choice it makes.</param>
    protected AnthropicCall(Attempt attempt, int choice)
    {
        Attempt = attempt;
        State = new MessageState(attempt.Tally, choice);
        Decoder = new MessageDecoder(attempt.Candidate.Backend.Name, choice);
    }

    /// <summary>Whether the choice is complete.</summary>
    public bool IsDone { get; protected set; }

    /// <summary>What it cost; null: not known.</summary>
    public Usage? Usage => State.Usage;

    protected Attempt Attempt { get; }

    protected MessageState State { get; }

    protected MessageDecoder Decoder { get; }

    /// <summary>Reads what has come, waiting for more if need be, up to the choice's end at most.</summary>
    /// <param name="events">Where the events go.</param>
    /// <returns>Null, or why the answer is none.</returns>
    public abstract ValueTask<Failure?> ReadAsync(List<GenerationEvent> events);

    public abstract void Dispose();
}

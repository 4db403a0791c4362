using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>One journey's record while it is written. Owned by the road; closed exactly once.</summary>
public abstract class Entry(GenerationRequest request, TimeProvider clock) : IAsyncDisposable
{
    private long _attemptBegan;

    /// <summary>Whose journey it is.</summary>
    public GenerationRequest Request { get; } = request;

    /// <summary>What was seen of the answer. A fresh one for each attempt.</summary>
    public Tally Tally { get; private set; } = new(clock);

    /// <summary>Backends asked so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>The answer's head once it committed.</summary>
    public AnswerHead? Head { get; private set; }

    /// <summary>What ended the journey, if it was not its end.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>Time since the last attempt began: the backend's work, as long as the answer was written too.</summary>
    public TimeSpan AttemptDuration => clock.GetElapsedTime(_attemptBegan);

    /// <summary>An attempt begins.</summary>
    public void Attempt()
    {
        Attempts++;
        _attemptBegan = clock.GetTimestamp();
        Tally = new Tally(clock);
    }

    /// <summary>The answer passed its commit point.</summary>
    public void Commit(AnswerHead head) => Head = head;

    /// <summary>The journey failed. The road says so at most once.</summary>
    public void Fail(Failure failure) => Failure = failure;

    public abstract ValueTask DisposeAsync();
}

using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>
/// Leave to travel, and what was taken of limits for it. Held from admission to the answer's last byte; what it took is settled once, by what its record saw.
/// </summary>
/// <remarks>Used by the request's own flow.</remarks>
public abstract class Permit : IAsyncDisposable
{
    /// <summary>What tells how much was used; null: the request went no further than admission.</summary>
    public Entry? Entry { get; internal set; }

    /// <summary>The model is known now, and with it its limits.</summary>
    /// <returns>Null, or which of them is reached.</returns>
    public virtual Failure? Enter(Candidate first) => null;

    /// <summary>A candidate's backend is about to be asked; what was taken for the one before is settled.</summary>
    /// <returns>Null, or which of its limits is reached; of several backends the one that will be free first.</returns>
    public virtual Failure? Ask(Candidate candidate) => null;

    /// <summary>Takes the account: what was used stays taken, the rest goes back. Idempotent.</summary>
    public virtual void Settle()
    {
    }

    /// <summary>Gives it back; once. Settles at the latest.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Nobody will look at it again, nor at what it told of limits: it may serve another request. After <see cref="DisposeAsync"/>, at most once.</summary>
    public virtual void Recycle()
    {
    }
}

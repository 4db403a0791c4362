using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>A part of an answer that one backend gives: its events, its attempt, and its turn. Owned by whoever reads it.</summary>
internal sealed record Stretch(Generation Events, Attempt Attempt, Turn Turn)
{
    /// <summary>Gives all of it back; the endpoint hears what came of it. Idempotent.</summary>
    public async ValueTask EndAsync(Failure? failure)
    {
        if (IsEnded)
            return;
        IsEnded = true;
        Attempt.End(failure);
        await Events.DisposeAsync().ConfigureAwait(false);
        Attempt.Dispose();
        await Turn.DisposeAsync().ConfigureAwait(false);
    }

    private bool IsEnded { get; set; }
}

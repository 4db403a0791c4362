namespace GenGateway.Journey;

/// <summary>The limits that a client is told of. Thread safe; each reading is of now.</summary>
public interface IRateView
{
    /// <summary>The tightest limit of a kind.</summary>
    /// <returns>False where there is none.</returns>
    bool TryRead(RateKind kind, out RateStanding standing);
}

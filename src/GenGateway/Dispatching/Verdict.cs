using GenGateway.Errors;

namespace GenGateway.Dispatching;

/// <summary>Of several failures the one that tells the client most.</summary>
internal sealed class Verdict
{
    private Failure? _failure;
    private int _rank;

    /// <summary>The one to be told. Only after one was heard.</summary>
    public Failure Failure => _failure ?? Failure.Defect();

    /// <summary>Another one.</summary>
    /// <param name="failure">What.</param>
    /// <param name="wasAsked">Whether a backend said it, or nobody could be asked.</param>
    public void Hear(Failure failure, bool wasAsked)
    {
        var rank = RankOf(failure, wasAsked);
        if (_failure is not null && (rank < _rank || (rank == _rank && failure.RetryAfter > _failure.RetryAfter)))
            return;
        (_failure, _rank) = (failure, rank);
    }

    /// <summary>Whatever comes next tells more.</summary>
    public void Forget() => _rank = -1;

    // The client's own mistake, and the end of the journey, above all; then who says when to come back; a model that one of them does not have tells least.
    private static int RankOf(Failure failure, bool wasAsked) => failure switch
    {
        { Retry: RetryAdvice.Never } => 5,
        { Kind: FailureKind.NoHealthyBackends } when !wasAsked => 0,
        _ when !wasAsked => 1,
        { Kind: FailureKind.ModelNotFound } => 2,
        { Kind: FailureKind.RateLimitExceeded } => 4,
        _ => 3,
    };
}

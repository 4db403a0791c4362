using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>A candidate where a request was, and what came of it there.</summary>
internal sealed class Stop(Candidate candidate)
{
    public Candidate Candidate => candidate;

    /// <summary>How often it was asked.</summary>
    public int Times { get; private set; }

    /// <summary>Whether asking it again may help.</summary>
    public bool MayRepeat { get; private set; }

    /// <summary>Whether its backend said that none of its endpoints will.</summary>
    public bool ShutsBackend { get; private set; }

    /// <summary>How long it wanted to be left alone when it was asked last; null: it did not say.</summary>
    public TimeSpan? Rest { get; private set; }

    /// <summary>Whether another candidate means the same: routes of different names may share an endpoint.</summary>
    public bool Is(Candidate other) => ReferenceEquals(candidate, other) || (ReferenceEquals(candidate.Endpoint, other.Endpoint) && candidate.Model == other.Model);

    /// <summary>It failed, or could not be asked: a full queue or a reached limit is not knocked at again.</summary>
    public void Hear(Failure failure, bool wasAsked)
    {
        MayRepeat = wasAsked && failure is { IsLasting: false, Retry: RetryAdvice.OtherCandidate };
        if (!wasAsked)
            return;
        Times++;
        Rest = failure.RetryAfter;
        ShutsBackend |= failure.Retry == RetryAdvice.OtherBackend;
    }
}

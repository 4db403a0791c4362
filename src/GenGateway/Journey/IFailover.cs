using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>Who is asked next where an attempt failed. Thread safe.</summary>
public interface IFailover
{
    /// <summary>A request was routed: what a pool may repeat is measured by what it is asked. Allocates nothing.</summary>
    void Began(Candidate first);

    /// <summary>Nobody of those that the request was meant for can serve it now: the fallbacks, if there are any.</summary>
    /// <returns>At least one candidate, or the refusal.</returns>
    Outcome<IReadOnlyList<Candidate>> Instead(GenerationRequest request, Failure refusal);

    /// <summary>A broken answer goes on at another backend.</summary>
    void Continued();

    /// <summary>The way of one request from its first failed attempt on.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="candidates">From the router; the first of them was tried.</param>
    IItinerary Plan(GenerationRequest request, IReadOnlyList<Candidate> candidates);
}

using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>Third stage: who could serve the request, best first.</summary>
public interface IRouter
{
    /// <returns>At least one candidate, or why there is none.</returns>
    Outcome<IReadOnlyList<Candidate>> Resolve(GenerationRequest request);

    /// <summary>Who could serve the request in the place of those it was meant for: the same capability, and nothing that its key may not use.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="name">A backend or a model, from <see cref="FallbacksOf"/> or <see cref="LongerContextOf"/>.</param>
    /// <returns>At least one candidate, or why there is none.</returns>
    Outcome<IReadOnlyList<Candidate>> ResolveFallback(GenerationRequest request, string name);

    /// <summary>Which backends and models take over where a model fails, or the backends that serve it; in order.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="name">A backend or a model of an earlier list; null: what the request was meant for.</param>
    IReadOnlyList<string> FallbacksOf(GenerationRequest request, string? name);

    /// <summary>The model that takes over what is too long for another; null: none.</summary>
    string? LongerContextOf(Candidate candidate);
}

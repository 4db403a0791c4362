using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>Third stage: who could serve the request, best first.</summary>
public interface IRouter
{
    /// <returns>At least one candidate, or why there is none.</returns>
    Outcome<IReadOnlyList<Candidate>> Resolve(GenerationRequest request);
}

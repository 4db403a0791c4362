using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>Second stage: whether the request may travel now.</summary>
public interface IAdmission
{
    /// <returns>The permit, held until the last byte, or why not.</returns>
    ValueTask<Outcome<Permit>> AdmitAsync(GenerationRequest request, CancellationToken cancellationToken);
}

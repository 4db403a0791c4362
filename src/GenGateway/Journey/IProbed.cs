using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>An endpoint that can be asked whether it is well. The question changes and generates nothing.</summary>
public interface IProbed
{
    /// <summary>Asks, until the token ends it.</summary>
    /// <returns>Null: it is well. Else what is wrong.</returns>
    ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken);
}

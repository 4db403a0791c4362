using GenGateway.Errors;

namespace GenGateway.Backends.Batching;

/// <summary>What became of a batch. With neither vectors nor a failure each request goes alone.</summary>
/// <param name="Inputs">The vectors of all inputs.</param>
/// <param name="Failure">Why there are none.</param>
internal sealed record BatchResult(EmbeddedInputs? Inputs, Failure? Failure)
{
    /// <summary>Nobody came along, or the backend wants them one by one.</summary>
    public static BatchResult Alone { get; } = new(null, null);
}

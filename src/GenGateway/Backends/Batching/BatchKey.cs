using GenGateway.Journey;

namespace GenGateway.Backends.Batching;

/// <summary>What requests must have in common to share a call. How a client wants its vectors written is not part of it.</summary>
/// <param name="Model">The model's name at the backend.</param>
/// <param name="Dimensions">Components asked for.</param>
/// <param name="Truncate">What becomes of inputs that are too long.</param>
/// <param name="IsTokens">Whether the inputs are token ids: a list holds texts or those.</param>
internal readonly record struct BatchKey(string Model, int? Dimensions, bool? Truncate, bool IsTokens)
{
    /// <summary>The key of a task.</summary>
    public static BatchKey Of(EmbeddingTask task, string model) => new(model, task.Dimensions, task.Truncate, task.Inputs[0].Tokens is not null);
}

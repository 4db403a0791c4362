using GenGateway.Journey;

namespace GenGateway.Backends.Batching;

/// <summary>One request of a batch. Its place is known once the batch is closed.</summary>
/// <param name="task">What it asks for.</param>
internal sealed class BatchMember(EmbeddingTask task)
{
    public EmbeddingTask Task => task;

    /// <summary>Where its inputs begin among all.</summary>
    public int Start { get; set; }

    /// <summary>How much of the whole its inputs are, in the unit of <see cref="EmbeddingBatching.Weight"/>.</summary>
    public long Weight { get; } = task.Inputs.Sum(EmbeddingBatching.Weight);

    /// <summary>Its part of the tokens of the whole call; null: unknown.</summary>
    public int? Tokens { get; set; }
}

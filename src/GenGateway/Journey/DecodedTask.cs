namespace GenGateway.Journey;

/// <summary>A body, decoded.</summary>
/// <param name="Task">What is to be generated.</param>
/// <param name="Dropped">Fields of the body that the task cannot take along.</param>
public sealed record DecodedTask(GenerationTask Task, IReadOnlyList<string> Dropped);

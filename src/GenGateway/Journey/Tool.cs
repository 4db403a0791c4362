namespace GenGateway.Journey;

/// <summary>A function that the model may call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for; null: not said.</param>
/// <param name="Parameters">The JSON schema of its arguments, as the client wrote it; null: it takes none.</param>
/// <param name="Strict">Whether the arguments must follow the schema; null: not said.</param>
public sealed record Tool(string Name, string? Description, string? Parameters, bool? Strict);

namespace GenGateway.Journey;

/// <summary>A model as a backend offers it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Capabilities">What it can do: <c>chat</c>, <c>completion</c> …</param>
/// <param name="Created">When it came to be, for lists.</param>
public sealed record ModelEntry(string Id, IReadOnlyList<string> Capabilities, DateTimeOffset Created);

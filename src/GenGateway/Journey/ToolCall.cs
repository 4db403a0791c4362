namespace GenGateway.Journey;

/// <summary>A call that a model made.</summary>
/// <param name="Id">What its result refers to.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">JSON as the model wrote it: perhaps cut, perhaps no JSON at all.</param>
public sealed record ToolCall(string Id, string Name, string Arguments);

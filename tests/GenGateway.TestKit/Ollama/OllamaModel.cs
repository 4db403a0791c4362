namespace GenGateway.TestKit.Ollama;

/// <summary>A model that a fake Ollama has installed.</summary>
/// <param name="Name">With its tag; without one it is <c>latest</c>.</param>
/// <param name="Capabilities">Of <c>completion</c>, <c>tools</c>, <c>thinking</c>, <c>vision</c>, <c>insert</c>, <c>embedding</c>.</param>
public sealed record OllamaModel(string Name, params IReadOnlyList<string> Capabilities)
{
    /// <summary>Tokens that its context holds.</summary>
    public int Context { get; init; } = 2048;

    /// <summary>The name with its tag.</summary>
    public string FullName => Tagged(Name);

    internal bool Can(string capability) => Capabilities.Contains(capability);

    internal static string Tagged(string name) => name.Contains(':', StringComparison.Ordinal) ? name : name + ":latest";
}

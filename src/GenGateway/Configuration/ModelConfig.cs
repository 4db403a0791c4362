namespace GenGateway.Configuration;

/// <summary>A model that a backend is said to have.</summary>
/// <param name="Id">Its name for clients.</param>
/// <param name="Upstream">Its name at the backend; null = <paramref name="Id"/>.</param>
/// <param name="Context">Its longest context in tokens; null = unknown.</param>
/// <param name="Capabilities">What it can; null = what the backend can.</param>
/// <param name="Tokenizer">A <c>tokenizer.json</c> or a folder with one, by which tokens are counted where the backend tells no usage; null = none.</param>
public sealed record ModelConfig(string Id, string? Upstream, int? Context, IReadOnlyList<string>? Capabilities, string? Tokenizer = null)
{
    /// <summary>What it can; null = what the backend can.</summary>
    public IReadOnlyList<string>? Capabilities { get; init => field = value is null ? null : ValueList.Of(value); } =
        Capabilities is null ? null : ValueList.Of(Capabilities);
}

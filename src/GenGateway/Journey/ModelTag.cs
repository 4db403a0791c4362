namespace GenGateway.Journey;

/// <summary>Ollama's tags: a name without one means the same model as the name with <c>:latest</c>.</summary>
public static class ModelTag
{
    private const string Latest = ":latest";

    /// <summary>The name without <c>:latest</c>; null where it does not end so.</summary>
    public static string? Bare(string name) =>
        name.Length > Latest.Length && name.EndsWith(Latest, StringComparison.Ordinal) ? name[..^Latest.Length] : null;

    /// <summary>The name with a tag. A colon before the last slash belongs to a host.</summary>
    public static string Full(string name) => name.IndexOf(':', name.LastIndexOf('/') + 1) >= 0 ? name : name + Latest;
}

namespace GenGateway.Backends.Samplers;

/// <summary>A sampler, scheduler or checkpoint that a server has.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Others">Other names for the same.</param>
internal sealed record NamedChoice(string Name, IReadOnlyList<string> Others)
{
    /// <summary>Whether a client's name means it.</summary>
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase) || Others.Contains(name, StringComparer.OrdinalIgnoreCase);
}

using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>A model that a backend says it has. Two are equal when they say the same.</summary>
/// <param name="Name">Its name there.</param>
public sealed record FoundModel(string Name)
{
    /// <summary>What it can; null: not said.</summary>
    public IReadOnlyList<Capability>? Capabilities { get; init; }

    /// <summary>Another name that means the same there; null: none.</summary>
    public string? OtherName { get; init; }

    /// <inheritdoc/>
    public bool Equals(FoundModel? other) => other is not null
        && (Name, OtherName) == (other.Name, other.OtherName)
        && (Capabilities ?? []).SequenceEqual(other.Capabilities ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

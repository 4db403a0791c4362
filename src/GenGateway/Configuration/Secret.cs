namespace GenGateway.Configuration;

/// <summary>A text that must never be printed: it has no public property, so formatting and serialising show nothing of it.</summary>
/// <remarks>Immutable and thread safe. Only <see cref="Reveal"/> gives the text, so every use of a secret can be found by that name.</remarks>
public sealed class Secret(string value) : IEquatable<Secret>
{
    private readonly string _value = value;

    /// <summary>The text itself, for the one place that needs it.</summary>
    public string Reveal() => _value;

    /// <summary>Whether both are the same text: a reload asks what changed. Not for what a stranger presents.</summary>
    public bool Equals(Secret? other) => other is not null && _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => "***";
}

namespace GenGateway.Journey;

/// <summary>How likely a token was. Two are equal when they say the same.</summary>
/// <param name="Token">Its text; a replacement character where it is half a character.</param>
/// <param name="Logprob">The natural logarithm of its probability, at most 0.</param>
/// <param name="Bytes">Its bytes; null: not said.</param>
public sealed record TokenLogprob(string Token, float Logprob, ReadOnlyMemory<byte>? Bytes)
{
    /// <summary>The likeliest tokens in its place, best first; empty: not asked for.</summary>
    public IReadOnlyList<TokenLogprob> Top { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(TokenLogprob? other) => other is not null
        && (Token, Logprob, Bytes is null) == (other.Token, other.Logprob, other.Bytes is null)
        && (Bytes ?? default).Span.SequenceEqual((other.Bytes ?? default).Span)
        && Top.SequenceEqual(other.Top);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Token, Logprob, Top.Count);
}

using System.Security.Cryptography;
using System.Text;

namespace GenGateway.Configuration;

/// <summary>A configured API key: its SHA-256 and where it was written, never its text.</summary>
/// <remarks>Immutable and thread safe.</remarks>
public sealed class ApiKey
{
    private readonly byte[] _hash;

    private ApiKey(byte[] hash, ConfigOrigin origin)
    {
        _hash = hash;
        Origin = origin;
    }

    /// <summary>Where the key was written; safe to show.</summary>
    public ConfigOrigin Origin { get; }

    /// <summary>Keeps the hash of <paramref name="secret"/> and forgets the text.</summary>
    public static ApiKey From(Secret secret, ConfigOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return new ApiKey(Hash(secret.Reveal()), origin);
    }

    /// <inheritdoc/>
    public override string ToString() => "***";

    internal static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    // The hash of what was presented, not its text: equal lengths, and no early end at the first different character.
    internal bool HasHash(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);

    internal bool IsSameAs(ApiKey other) => HasHash(other._hash);
}

using System.Security.Cryptography;
using System.Text;

namespace GenGateway.Configuration;

/// <summary>A configured API key: its SHA-256 and where it was written, never its text.</summary>
/// <remarks>Immutable and thread safe.</remarks>
public sealed class ApiKey
{
    private readonly byte[] _hash;

    private ApiKey(byte[] hash, bool isSample, ConfigOrigin origin)
    {
        _hash = hash;
        IsSample = isSample;
        Origin = origin;
    }

    /// <summary>Whether the key stands in somebody's documentation.</summary>
    public bool IsSample { get; }

    /// <summary>Where the key was written; safe to show.</summary>
    public ConfigOrigin Origin { get; }

    /// <summary>Keeps the hash of <paramref name="secret"/> and forgets the text.</summary>
    public static ApiKey From(Secret secret, ConfigOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return new ApiKey(Hash(secret.Reveal()), SampleKeys.Contains(secret.Reveal()), origin);
    }

    /// <inheritdoc/>
    public override string ToString() => "***";

    internal static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    // The hash of what was presented, not its text: equal lengths, and no early end at the first different character.
    internal bool HasHash(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);
}

using System.Security.Cryptography;
using System.Text;

namespace GenGateway.Configuration;

/// <summary>A configured API key: its SHA-256, what it may do and where it was written, never its text.</summary>
/// <remarks>Immutable and thread safe. Two are equal when they are the same key with the same rights, wherever they were written.</remarks>
public sealed class ApiKey : IEquatable<ApiKey>
{
    /// <summary>Characters that a key needs where other machines can try.</summary>
    public const int Shortest = 16;

    private readonly byte[] _hash;

    private ApiKey(byte[] hash, bool isSample, bool isShort, ConfigOrigin origin)
    {
        IsShort = isShort;
        _hash = hash;
        IsSample = isSample;
        Origin = origin;
    }

    /// <summary>Whether the key stands in somebody's documentation.</summary>
    public bool IsSample { get; }

    /// <summary>Whether it has fewer characters than <see cref="Shortest"/>; of one known by its hash alone nobody can say.</summary>
    public bool IsShort { get; }

    /// <summary>Where the key was written; safe to show.</summary>
    public ConfigOrigin Origin { get; }

    /// <summary>Its name in logs and records; null where it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Its own limits; null = those of every client.</summary>
    public RatesConfig? Limits { get; init; }

    /// <summary>What it may spend; null = without a bound.</summary>
    public BudgetConfig? Budget { get; init; }

    /// <summary>What stands for it where it must not be shown: its name, else where it was written.</summary>
    public string PublicName => Name ?? Origin.ToString();

    /// <summary>What it may do, of <see cref="AllScopes"/>.</summary>
    public IReadOnlyList<string> Scopes { get; init => field = ValueList.Of(value); } = AllScopes;

    /// <summary>The models that it may use: names, or a beginning with a trailing <c>*</c>; empty = all.</summary>
    public IReadOnlyList<string> Models { get; init => field = ValueList.Of(value); } = ValueList.Of<string>([]);

    /// <summary>When it stops being one; null = never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Every scope: <c>generate</c>, <c>read</c>, <c>admin</c>, <c>files:path</c>.</summary>
    public static IReadOnlyList<string> AllScopes { get; } = ValueList.Of(["generate", "read", "admin", "files:path"]);

    /// <summary>Keeps the hash of <paramref name="secret"/> and forgets the text.</summary>
    public static ApiKey From(Secret secret, ConfigOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return new ApiKey(Hash(secret.Reveal()), SampleKeys.Contains(secret.Reveal()), secret.Reveal().Length < Shortest, origin);
    }

    /// <summary>A key of which only the hash is known.</summary>
    /// <param name="hash">The SHA-256 of its UTF-8 text, 32 bytes.</param>
    /// <param name="origin">Where it was written.</param>
    public static ApiKey FromHash(ReadOnlySpan<byte> hash, ConfigOrigin origin) => hash.Length == SHA256.HashSizeInBytes
        ? new ApiKey(hash.ToArray(), SampleKeys.ContainsHash(hash), isShort: false, origin)
        : throw new ArgumentException($"A SHA-256 has {SHA256.HashSizeInBytes} bytes.", nameof(hash));

    /// <inheritdoc/>
    public bool Equals(ApiKey? other) =>
        other is not null && HasHash(other._hash) && Name == other.Name && Expires == other.Expires && Scopes.Equals(other.Scopes) && Models.Equals(other.Models)
        && Limits == other.Limits && Budget == other.Budget;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ApiKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_hash);

    /// <inheritdoc/>
    public override string ToString() => "***";

    /// <summary>The same key with rights of its own.</summary>
    public ApiKey With(string? name, KeyEntry rights)
    {
        ArgumentNullException.ThrowIfNull(rights);
        return new(_hash, IsSample, IsShort, Origin) { Name = name, Scopes = rights.Scopes, Models = rights.Models, Expires = rights.Expires, Limits = rights.Limits, Budget = rights.Budget };
    }

    /// <summary>Its SHA-256, 64 hexadecimal digits in lower case. A method, so that nothing that formats or serialises a key shows it.</summary>
    public string HashText() => Convert.ToHexStringLower(_hash);

    internal static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    // Where lookups find it: as good as random, and nothing that a stranger could steer towards a key's.
    internal long Slot => BitConverter.ToInt64(_hash);

    // The hash of what was presented, not its text: equal lengths, and no early end at the first different character.
    internal bool HasHash(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);
}

using System.Security.Cryptography;
using System.Text;

namespace GenGateway.TestKit.Anthropic;

/// <summary>
/// What seals a thought. It follows from the thought alone, so that a thought may come back to another fake than the one that had it, and a changed one is
/// still found out.
/// </summary>
public static class AnthropicSignature
{
    private const string Prefix = "EqQBCgIYAhIM";
    private const int SealLength = 8;

    /// <summary>The signature that goes out with this thought, and must come back with it.</summary>
    public static string Of(string thought) => Prefix + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(thought)));

    /// <summary>The data of a thought that is hidden from its reader.</summary>
    public static string Redacted(string thought)
    {
        var bytes = Encoding.UTF8.GetBytes(thought);
        return Convert.ToBase64String([.. bytes, .. SHA256.HashData(bytes).AsSpan(0, SealLength)]);
    }

    /// <summary>Whether hidden data came back as it went out.</summary>
    internal static bool IsRedacted(string data)
    {
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data, bytes, out var length)
            && length >= SealLength
            && SHA256.HashData(bytes.AsSpan(0, length - SealLength)).AsSpan(0, SealLength).SequenceEqual(bytes.AsSpan(length - SealLength, SealLength));
    }

    internal static bool IsOne(string signature) => signature.StartsWith(Prefix, StringComparison.Ordinal);
}

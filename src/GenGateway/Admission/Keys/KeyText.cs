using System.Security.Cryptography;
using System.Text;
using GenGateway.Configuration;

namespace GenGateway.Admission.Keys;

/// <summary>The texts of new keys.</summary>
public static class KeyText
{
    private const string Prefix = "gg-";

    // Letters and digits only: a double click selects all of it, and no header, URL or shell needs quotes for it.
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // 62^43 is more than 2^256.
    private const int Length = 43;

    /// <summary>A text that nobody has: <c>gg-</c> and 43 letters and digits from the system's random numbers.</summary>
    public static Secret Make() => new(Prefix + RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>What is kept of a text: its SHA-256 as 64 hexadecimal digits in lower case.</summary>
    public static string HashOf(Secret text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Reveal())));
    }
}

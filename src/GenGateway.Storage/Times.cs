using System.Globalization;

namespace GenGateway.Storage;

/// <summary>Times as the database has them: RFC 3339, UTC, milliseconds, 24 characters, so that text order is time order.</summary>
internal static class Times
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Characters of a time.</summary>
    public const int Length = 24;

    /// <summary>Writes a time as ASCII, <see cref="Length"/> bytes.</summary>
    public static void Write(DateTimeOffset time, Span<byte> text) => time.UtcDateTime.TryFormat(text, out _, Format, CultureInfo.InvariantCulture);

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>A time that this program wrote; a time that somebody else put there is read as well as it can be.</summary>
    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : DateTimeOffset.UnixEpoch;
}

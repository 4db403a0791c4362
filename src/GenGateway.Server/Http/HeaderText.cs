using System.Globalization;

namespace GenGateway.Server.Http;

/// <summary>Texts of others as header values: visible ASCII, bounded.</summary>
internal static class HeaderText
{
    private const int Longest = 2048;

    public static string Of(string text)
    {
        if (text.Length > Longest)
            text = text[..Longest];
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? string.Create(text.Length, text, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            })
            : text;
    }

    public static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Whole seconds, at least one: clients take a zero for "not said".</summary>
    public static string Seconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}

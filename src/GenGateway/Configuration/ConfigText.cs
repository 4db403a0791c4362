using System.Text;

namespace GenGateway.Configuration;

/// <summary>Reads a configuration file whole, and shows written values in messages.</summary>
internal static class ConfigText
{
    public const int MostBytes = 4 * 1024 * 1024;

    private const int MostShown = 60;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The file's text, or null with an error in the report.</summary>
    public static string? Read(string path, string shownPath, LoadReport report)
    {
        var origin = new ConfigOrigin(shownPath);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            var buffer = new byte[81920];

            // The length is not asked: a pipe has none, and a file may grow meanwhile.
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MostBytes)
                {
                    report.Error(origin, "", $"larger than {MostBytes} bytes, the most that is read; is this the configuration?");
                    return null;
                }
            }

            var text = Strict.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            report.Error(origin, "", "not UTF-8 text; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            report.Error(origin, "", $"cannot be read: {e.Message}");
        }

        return null;
    }

    /// <summary>The value in quotes, cut and on one line.</summary>
    public static string Show(string value)
    {
        var shown = new StringBuilder("'");
        foreach (var c in value.Length > MostShown ? value[..MostShown] : value)
        {
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return shown.Append(value.Length > MostShown ? "…'" : "'").ToString();
    }
}

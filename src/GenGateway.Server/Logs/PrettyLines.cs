using System.Buffers;
using System.Globalization;
using System.Text;

namespace GenGateway.Server.Logs;

/// <summary>Lines for people.</summary>
internal sealed class PrettyLines : ILineFormat
{
    public void Write(LogEntry entry, IBufferWriter<byte> output)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{entry.Time.UtcDateTime:HH:mm:ss.fff} {LevelNames.Of(entry.Level),-5} ");
        var text = entry switch
        {
            AccessEntry access => Clean(Text(access)),
            MessageEntry message => message.Cause is null ? Clean(message.Message) : $"{Clean(message.Message)}{Indented(message.Cause)}",
            _ => "",
        };
        Encoding.UTF8.GetBytes(head, output);
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\n"u8);
    }

    private static string Text(AccessEntry access)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{access.Method} {access.Path} {access.Status} {access.Duration.TotalMilliseconds:0.0} ms");
        if (access.Model is not null)
            line.Append(CultureInfo.InvariantCulture, $"  {access.Model}");
        if (access.Backend is not null && access.Backend != access.Model)
            line.Append(CultureInfo.InvariantCulture, $" at {access.Backend}");
        if (access.Error is not null)
            line.Append(CultureInfo.InvariantCulture, $"  {access.Error}");
        return line.Append(CultureInfo.InvariantCulture, $"  {access.RequestId}").ToString();
    }

    // A stack is many lines; they begin with blanks, as no entry does, for its message may hold what a client wrote.
    private static string Indented(Exception cause) => "\n    " + Clean(cause.ToString(), keepsLines: true).Replace("\n", "\n    ", StringComparison.Ordinal);

    // Clients write paths, models and more: a line feed of theirs must not begin a line that looks like the server's own, nor may a terminal obey them.
    private static string Clean(string text, bool keepsLines = false)
    {
        if (!text.Any(character => Escapes(character, keepsLines)))
            return text;
        var clean = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (!Escapes(character, keepsLines))
                clean.Append(character);
            else if (character is '\n' or '\r' or '\t')
                clean.Append('\\').Append(character switch { '\n' => 'n', '\r' => 'r', _ => 't' });
            else
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return clean.ToString();
    }

    // Beside the control characters: the two separators that some viewers break lines at, and what turns the direction of text.
    private static bool Escapes(char character, bool keepsLines) =>
        char.IsControl(character) ? !(keepsLines && character == '\n') : character is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}

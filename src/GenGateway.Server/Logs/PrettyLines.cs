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
            AccessEntry access => Text(access),
            MessageEntry message => message.Cause is null ? message.Message : $"{message.Message}\n{message.Cause}",
            _ => "",
        };
        Encoding.UTF8.GetBytes(head, output);
        Encoding.UTF8.GetBytes(Clean(text), output);
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

    // A path may carry a terminal's control sequences.
    private static string Clean(string text) =>
        text.Any(static character => char.IsControl(character) && character != '\n')
            ? string.Concat(text.Select(static character => char.IsControl(character) && character != '\n' ? '?' : character))
            : text;
}

using System.Text;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>Counts the status lines of many answers that follow one another on a connection; what is between them is thrown away. One reader.</summary>
public sealed class StatusCounter
{
    private const string Mark = "HTTP/1.1 ";
    private const int Digits = 3;

    private readonly Dictionary<string, int> counts = [];
    private readonly byte[] buffer = new byte[64 * 1024];
    private string rest = "";
    private int total;

    /// <summary>How many answers had this status.</summary>
    public int Of(string status) => counts.GetValueOrDefault(status);

    /// <summary>Reads until so many further answers have begun.</summary>
    public async Task ReadAsync(Stream stream, int answers, CancellationToken cancellationToken)
    {
        for (var wanted = total + answers; total < wanted;)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            Assert.True(read > 0, $"The connection was closed {wanted - total} answers too early.");
            Take(rest + Encoding.Latin1.GetString(buffer, 0, read));
        }
    }

    private void Take(string text)
    {
        var at = 0;
        while (text.IndexOf(Mark, at, StringComparison.Ordinal) is >= 0 and var found && found + Mark.Length + Digits <= text.Length)
        {
            at = found + Mark.Length + Digits;
            var status = text[(at - Digits)..at];
            counts[status] = Of(status) + 1;
            total++;
        }

        // What may be the beginning of the next one.
        rest = text[Math.Max(at, text.Length - Mark.Length - Digits + 1)..];
    }
}

using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Counts the strings of an answer's JSON as its text, without making strings of them.</summary>
internal static class TalliedText
{
    /// <summary>Counts the string that a reader stands on, and keeps it where that is wanted.</summary>
    /// <param name="reader">Reads from one span.</param>
    /// <param name="tally">Where it is counted.</param>
    public static void Add(in Utf8JsonReader reader, Tally tally)
    {
        var raw = reader.ValueSpan;
        if (tally.Text is not { } text)
        {
            tally.AddBytes(raw.Length);
            return;
        }

        // Unescaped text is never longer than its escapes; what of it is kept, the text decides.
        var written = Copy(reader, text.GetSpan(raw.Length));
        text.Advance(written);
        tally.AddBytes(written);
    }

    private static int Copy(in Utf8JsonReader reader, Span<byte> room)
    {
        try
        {
            return reader.CopyString(room);
        }
        catch (InvalidOperationException)
        {
            // The escape of a lone surrogate: kept as it was written.
            reader.ValueSpan.CopyTo(room);
            return reader.ValueSpan.Length;
        }
    }
}

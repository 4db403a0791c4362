using System.Text;
using System.Text.Json;

namespace GenGateway.Server.Jobs;

/// <summary>A body for a job: nobody reads along, so <c>stream</c> is ignored, whoever it would have been passed on to.</summary>
internal static class JobBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>The body with <c>"stream": true</c> made false, and <c>stream_options</c> null with it; everything else byte for byte. A body that is no JSON is left as it is.</summary>
    /// <param name="body">What the client sent.</param>
    /// <param name="reserve">Reserves the bytes of another one, where one is made; false: there is no memory left.</param>
    /// <param name="streamsUnasked">Whether a body that does not say would be answered by a stream: then it is made to say.</param>
    /// <returns>Null: there is no memory left.</returns>
    public static ReadOnlyMemory<byte>? Whole(ReadOnlyMemory<byte> body, Func<long, bool> reserve, bool streamsUnasked = false)
    {
        if (body.Span.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];
        if (Find(body.Span, streamsUnasked) is not { } edits)
            return body;
        var length = body.Length + edits.Sum(static edit => edit.Text.Length - (edit.End - edit.Start));
        if (!reserve(length))
            return null;
        var whole = new byte[length];
        var (from, to) = (0, 0);
        foreach (var (start, end, text) in edits)
        {
            body.Span[from..start].CopyTo(whole.AsSpan(to));
            to += start - from;
            to += Encoding.ASCII.GetBytes(text, whole.AsSpan(to));
            from = end;
        }

        body.Span[from..].CopyTo(whole.AsSpan(to));
        return whole;
    }

    private static List<(int Start, int End, string Text)>? Find(ReadOnlySpan<byte> body, bool streamsUnasked)
    {
        var edits = new List<(int Start, int End, string Text)>();
        var (streams, isSaid, open, members) = (false, false, 0, 0);
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            open = (int)reader.BytesConsumed;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isStream = reader.ValueTextEquals("stream"u8);
                var isOptions = reader.ValueTextEquals("stream_options"u8);
                members++;
                reader.Read();
                isSaid |= isStream && reader.TokenType != JsonTokenType.Null;
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isStream && (reader.TokenType == JsonTokenType.True || (streamsUnasked && reader.TokenType == JsonTokenType.Null)))
                    edits.Add((start, (int)reader.BytesConsumed, "false"));
                else if (isOptions)
                    edits.Add((start, (int)reader.BytesConsumed, "null"));
                streams |= isStream && (reader.TokenType == JsonTokenType.True || (streamsUnasked && reader.TokenType == JsonTokenType.Null));
            }
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return null;
        }

        // A body that says null was edited already.
        if (streamsUnasked && !isSaid && !streams)
        {
            edits.Insert(0, (open, open, members > 0 ? "\"stream\":false," : "\"stream\":false"));
            return edits;
        }

        return streams ? edits : null;
    }
}

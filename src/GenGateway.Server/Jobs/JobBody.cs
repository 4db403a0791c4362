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
    /// <returns>Null: there is no memory left.</returns>
    public static ReadOnlyMemory<byte>? Whole(ReadOnlyMemory<byte> body, Func<long, bool> reserve)
    {
        if (body.Span.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];
        if (Find(body.Span) is not { } edits)
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

    private static List<(int Start, int End, string Text)>? Find(ReadOnlySpan<byte> body)
    {
        var edits = new List<(int Start, int End, string Text)>();
        var streams = false;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isStream = reader.ValueTextEquals("stream"u8);
                var isOptions = reader.ValueTextEquals("stream_options"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isStream && reader.TokenType == JsonTokenType.True)
                    edits.Add((start, (int)reader.BytesConsumed, "false"));
                else if (isOptions)
                    edits.Add((start, (int)reader.BytesConsumed, "null"));
                streams |= isStream && reader.TokenType == JsonTokenType.True;
            }
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return null;
        }

        return streams ? edits : null;
    }
}

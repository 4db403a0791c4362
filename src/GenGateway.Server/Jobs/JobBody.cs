using System.Text;
using System.Text.Json;

namespace GenGateway.Server.Jobs;

/// <summary>A body for a job: nobody reads along, so <c>stream</c> is ignored, whoever it would have been passed on to.</summary>
internal static class JobBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>The body with <c>"stream": true</c> made false, and <c>stream_options</c> null with it; everything else byte for byte. A body that is no JSON is left as it is.</summary>
    public static ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];
        if (Find(body.Span) is not { } edits)
            return body;
        var whole = new MemoryStream(body.Length + 8);
        var at = 0;
        foreach (var (start, end, text) in edits)
        {
            whole.Write(body.Span[at..start]);
            whole.Write(Encoding.UTF8.GetBytes(text));
            at = end;
        }

        whole.Write(body.Span[at..]);
        return whole.ToArray();
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

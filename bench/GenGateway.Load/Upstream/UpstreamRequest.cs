using System.Buffers.Text;

namespace GenGateway.Load.Upstream;

/// <summary>What the mock reads of a request: where it ends, and the marks that tell how to answer.</summary>
/// <param name="Length">Bytes of head and body together.</param>
/// <param name="Form">Which dialect answers; null where the route has none.</param>
/// <param name="Post">Whether it is a POST.</param>
/// <param name="Stream">Whether a stream is asked for.</param>
/// <param name="Usage">Whether the stream's usage is asked for.</param>
/// <param name="Fails">Whether the text asks for a failure (<c>fail-503</c>).</param>
/// <param name="Events">How many events the stream has: 64, or <c>events-0000512</c> anywhere in the body.</param>
/// <param name="PaceMicroseconds">Between two events, from <c>pace-0005000</c> anywhere in the body; 0: full speed.</param>
internal readonly record struct UpstreamRequest(int Length, AnswerForm? Form, bool Post, bool Stream, bool Usage, bool Fails, int Events, int PaceMicroseconds)
{
    /// <summary>Reads the first request in the bytes; false while it is not whole.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out UpstreamRequest request)
    {
        request = default;
        var headLength = bytes.IndexOf("\r\n\r\n"u8) + 4;
        if (headLength < 4)
            return false;
        var head = bytes[..headLength];
        var line = head[..head.IndexOf("\r\n"u8)];
        var post = line.StartsWith("POST "u8);
        if (!TryBodyLength(head, bytes[headLength..], out var bodyLength) || bytes.Length - headLength < bodyLength)
            return false;

        var body = bytes.Slice(headLength, bodyLength);
        // The marks are part of the conversation's text, so that they come through a translation too. They stand near either end; a body of a
        // megabyte is not searched for what it cannot hold.
        var marks = body.Length > 8192 ? body[..8192] : body;
        var form = line.IndexOf("/chat/completions"u8) > 0 ? AnswerForm.OpenAi
            : line.IndexOf("/api/chat"u8) > 0 ? AnswerForm.Ollama
            : line.IndexOf("/messages "u8) > 0 ? AnswerForm.Anthropic
            : null;
        request = new(
            headLength + bodyLength,
            form,
            post,
            marks.IndexOf("\"stream\":true"u8) >= 0 || body[^Math.Min(body.Length, 512)..].IndexOf("\"stream\":true"u8) >= 0,
            body.IndexOf("\"include_usage\":true"u8) >= 0,
            marks.IndexOf("fail-503"u8) >= 0,
            Mark(marks, "events-"u8, AnswerForm.Events),
            Mark(marks, "pace-"u8, 0));
        return true;
    }

    private static int Mark(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name, int fallback) =>
        body.IndexOf(name) is >= 0 and var at && Utf8Parser.TryParse(body[(at + name.Length)..], out int value, out _) ? value : fallback;

    private static bool TryBodyLength(ReadOnlySpan<byte> head, ReadOnlySpan<byte> rest, out int length)
    {
        length = 0;
        foreach (var range in head.Split("\r\n"u8))
        {
            var field = head[range];
            if (field.Length > 15 && System.Text.Ascii.EqualsIgnoreCase(field[..15], "content-length:"u8))
                return Utf8Parser.TryParse(field[15..].TrimStart((byte)' '), out length, out _);
            if (field.Length > 18 && System.Text.Ascii.EqualsIgnoreCase(field[..18], "transfer-encoding:"u8))
            {
                // A mock may take the end of what has come for the end of the body: nobody pipelines here.
                length = rest.Length;
                return rest.EndsWith("0\r\n\r\n"u8);
            }
        }

        return true;
    }
}

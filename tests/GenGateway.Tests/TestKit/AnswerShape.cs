using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GenGateway.Tests.TestKit;

/// <summary>
/// What must be the same in two answers whose ids, times and texts differ: status line, headers in order, framing in chunks, members in order with their
/// kinds, and the words that say what something is.
/// </summary>
internal static class AnswerShape
{
    private static readonly HashSet<string> Words =
        ["object", "role", "finish_reason", "done", "done_reason", "owned_by", "type", "error", "message", "status", "version", "model", "system_fingerprint", "param", "code", "detail"];

    /// <summary>Headers whose value belongs to the day or to the length of a text.</summary>
    private static readonly HashSet<string> Passing = ["date", "content-length"];

    public static string Describe(byte[] answer, bool withHeaders)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        var head = Encoding.Latin1.GetString(answer, 0, end).Split("\r\n");
        var shape = new StringBuilder().AppendLine(head[0]);
        foreach (var header in head.Skip(1))
        {
            var name = header.Split(':')[0];
            if (withHeaders)
                shape.AppendLine(Passing.Contains(name.ToLowerInvariant()) ? name : header);
        }

        var body = answer[(end + 4)..];
        if (!head.Any(header => header.Equals("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)))
            return shape.AppendLine(Text(body)).ToString();
        foreach (var chunk in Chunks(body))
            shape.AppendLine(CultureInfo.InvariantCulture, $"chunk: {Text(chunk)}");
        return shape.ToString();
    }

    private static IEnumerable<byte[]> Chunks(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            var line = body.AsSpan(at).IndexOf("\r\n"u8);
            var size = int.Parse(Encoding.ASCII.GetString(body, at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at += line + 2;
            yield return body[at..(at + size)];
            at += size + 2;
        }
    }

    private static string Text(byte[] body) => string.Join('\n', Encoding.UTF8.GetString(body).Split('\n').Select(Line));

    private static string Line(string line)
    {
        var start = line.StartsWith("data: ", StringComparison.Ordinal) ? 6 : 0;
        try
        {
            using var document = JsonDocument.Parse(line[start..]);
            return line[..start] + Value(document.RootElement, "");
        }
        catch (JsonException)
        {
            return line;
        }
    }

    private static string Value(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', json.EnumerateObject().Select(member => $"{member.Name}:{Value(member.Value, member.Name)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(item => Value(item, name)).Distinct())}]",
        JsonValueKind.String when Words.Contains(name) => json.GetRawText(),
        JsonValueKind.String => "text",
        JsonValueKind.Number => "number",
        _ => json.GetRawText(),
    };
}

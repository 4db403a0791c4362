using System.Buffers;
using System.Globalization;
using System.Text;
using GenGateway.Errors;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Reading;

/// <summary>A body of <c>multipart/form-data</c> (RFC 7578), cut into its fields without a copy.</summary>
internal static class FormBody
{
    private const int MostParts = 64;
    private const int MostHead = 8 << 10;
    private const int LongestBoundary = 70;
    private const int MostText = 1 << 20;

    /// <summary>Cuts a body. Never throws, whatever the bytes are.</summary>
    /// <param name="body">All of it.</param>
    /// <param name="mediaType">The request's Content-Type, with the boundary.</param>
    public static Outcome<List<FormPart>> Read(ReadOnlyMemory<byte> body, string mediaType)
    {
        if (BoundaryOf(mediaType) is not { } boundary)
            return Malformed("its Content-Type names no boundary of 1 to 70 characters");
        var delimiter = Encoding.ASCII.GetBytes("\r\n--" + boundary);
        var parts = new List<FormPart>();
        // The first delimiter stands at the body's beginning, or behind a preamble.
        var at = body.Span.StartsWith(delimiter.AsSpan(2)) ? delimiter.Length - 2 : After(body.Span, delimiter, 0);
        while (at >= 0)
        {
            var rest = body.Span[at..];
            if (rest.StartsWith("--"u8))
                return parts;
            rest = rest.TrimStart(" \t"u8);
            if (!rest.StartsWith("\r\n"u8))
                return Malformed("a boundary is followed by neither a line nor the end");
            var head = body.Length - rest.Length + 2;
            // A part without any head begins with the empty line at once.
            var headLength = body.Span[head..].StartsWith("\r\n"u8) ? 0 : body.Span[head..].IndexOf("\r\n\r\n"u8);
            if (headLength is < 0 or > MostHead)
                return Malformed("a field's head has no end, or is longer than 8 KB");
            var value = head + headLength + (headLength == 0 ? 2 : 4);
            // The delimiter's own line break may be the empty line's second one.
            var end = body.Span[(value - 2)..].IndexOf(delimiter);
            if (end < 0)
                return Malformed("its last boundary is missing: it may have broken off");
            if (parts.Count == MostParts)
                return Malformed($"it has more than {MostParts} fields");
            if (!FormHead.TryRead(body.Span.Slice(head, headLength), out var name, out var isFile))
                return Malformed("a field has no name");
            parts.Add(new FormPart(name, isFile, body[value..Math.Max(value, value - 2 + end)]));
            at = value - 2 + end + delimiter.Length;
        }

        return Malformed("its boundary is not in it");
    }

    /// <summary>The fields that are no files as a JSON object, so that both kinds of bodies are read by the same rules.</summary>
    /// <param name="parts">The form.</param>
    /// <param name="numbers">Names whose values are numbers.</param>
    /// <param name="flags">Names whose values are true or false.</param>
    /// <returns>The object, UTF-8; or that the texts are too long.</returns>
    public static Outcome<ReadOnlyMemory<byte>> ToJson(IReadOnlyList<FormPart> parts, IReadOnlySet<string> numbers, IReadOnlySet<string> flags)
    {
        if (parts.Where(static part => !part.IsFile).Sum(static part => (long)part.Bytes.Length) > MostText)
            return new Failure(FailureKind.BodyTooLarge, $"The texts of a form may have {MostText >> 20} MB together; send pictures as files.");
        var output = new ArrayBufferWriter<byte>();
        using var json = Json.Writer(output);
        json.WriteStartObject();
        foreach (var part in parts)
        {
            if (part.IsFile)
                continue;
            var text = Encoding.UTF8.GetString(part.Bytes.Span);
            json.WritePropertyName(part.Name);
            if (numbers.Contains(part.Name) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                json.WriteNumberValue(number);
            else if (flags.Contains(part.Name) && bool.TryParse(text, out var flag))
                json.WriteBooleanValue(flag);
            else
                json.WriteStringValue(text);
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static int After(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter, int from) => body[from..].IndexOf(delimiter) is >= 0 and var found ? from + found + delimiter.Length : -1;

    private static string? BoundaryOf(string mediaType)
    {
        foreach (var parameter in mediaType.Split(';', StringSplitOptions.TrimEntries))
        {
            if (!parameter.StartsWith("boundary=", StringComparison.OrdinalIgnoreCase))
                continue;
            var boundary = parameter[9..].Trim('"');
            return boundary.Length is > 0 and <= LongestBoundary && Ascii.IsValid(boundary) ? boundary : null;
        }

        return null;
    }

    private static Failure Malformed(string why) => new(FailureKind.InvalidJson, $"The form is malformed: {why}.");
}

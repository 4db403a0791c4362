using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Errors;

namespace GenGateway.Surfaces.Reading;

/// <summary>Turns a body's bytes into a JSON object, or says where they are none.</summary>
internal static class JsonBody
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <returns>A document whose root is an object and whose bytes are valid UTF-8; it borrows <paramref name="body"/>.</returns>
    public static Outcome<JsonDocument> Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return new Failure(FailureKind.InvalidJson, "The body is empty; send a JSON object.");

        // The parser checks only what it transcodes later on, and throws there.
        if (!Utf8.IsValid(body.Span))
            return new Failure(FailureKind.InvalidJson, $"The body is not UTF-8: the sequence at byte {FirstInvalid(body.Span)} is invalid.");

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Options);
        }
        catch (JsonException thrown)
        {
            // The exception's own text quotes the body.
            return new Failure(
                FailureKind.InvalidJson,
                $"The body is not valid JSON (or nested deeper than {MaxDepth} levels) at line {thrown.LineNumber + 1}, byte {thrown.BytePositionInLine + 1}.");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        var kind = Fields.KindOf(document.RootElement);
        document.Dispose();
        return new Failure(FailureKind.InvalidValue, $"The body must be a JSON object, not {kind}.");
    }

    private static int FirstInvalid(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(body[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return at + 1;
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Errors;

namespace GenGateway.Surfaces.Reading;

/// <summary>What every body must fulfil before a JSON reader sees it, and the words for one that is no JSON.</summary>
internal static class JsonGuard
{
    public const int MaxDepth = 64;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <returns>The body without a byte order mark, not empty and valid UTF-8, or what is wrong with it.</returns>
    public static Outcome<ReadOnlyMemory<byte>> Check(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return new Failure(FailureKind.InvalidJson, "The body is empty; send a JSON object.");

        // The readers check only what they transcode later on, and throw there.
        if (!Utf8.IsValid(body.Span))
            return new Failure(FailureKind.InvalidJson, $"The body is not UTF-8: the sequence at byte {FirstInvalid(body.Span)} is invalid.");
        return body;
    }

    /// <summary>Says where the body stops being JSON; the exception's own text quotes it.</summary>
    public static Failure Malformed(JsonException thrown) => new(
        FailureKind.InvalidJson,
        $"The body is not valid JSON (or nested deeper than {MaxDepth} levels) at line {thrown.LineNumber + 1}, byte {thrown.BytePositionInLine + 1}.");

    /// <summary>Says that the body is of another kind than an object.</summary>
    public static Failure NoObject(string kind) => new(FailureKind.InvalidValue, $"The body must be a JSON object, not {kind}.");

    private static int FirstInvalid(ReadOnlySpan<byte> body)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(body[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return at + 1;
    }
}

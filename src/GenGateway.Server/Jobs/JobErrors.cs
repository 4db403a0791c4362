using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Surfaces;

namespace GenGateway.Server.Jobs;

/// <summary>A job's failure as its surface writes it.</summary>
internal static class JobErrors
{
    /// <summary>How the errors of a stored job's surface look.</summary>
    public static ErrorShape ShapeOf(string surface) => surface switch
    {
        "inference" => ErrorShape.Inference,
        _ when surface.StartsWith("ollama.", StringComparison.Ordinal) => ErrorShape.Ollama,
        "anthropic.messages" => ErrorShape.Anthropic,
        _ => ErrorShape.OpenAi,
    };

    /// <summary>The error's body.</summary>
    public static ReadOnlyMemory<byte> Body(ErrorShape shape, Failure failure, string requestId)
    {
        if (failure.Verbatim is { } verbatim && IsJson(verbatim.Body.Span))
            return verbatim.Body;
        var body = new ArrayBufferWriter<byte>(256);
        ErrorBody.Write(body, shape, failure, requestId);
        return body.WrittenMemory;
    }

    /// <summary>Whether bytes are one JSON value.</summary>
    public static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            return JsonDocument.TryParseValue(ref reader, out var document) && Disposed(document) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Disposed(JsonDocument? document)
    {
        document?.Dispose();
        return true;
    }
}

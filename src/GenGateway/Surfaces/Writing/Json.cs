using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GenGateway.Surfaces.Writing;

/// <summary>How JSON is written everywhere: compact, and no more escapes than JSON asks for (answers are never pasted into HTML).</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, Options);
}

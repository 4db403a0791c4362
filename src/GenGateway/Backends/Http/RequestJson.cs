using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GenGateway.Backends.Http;

/// <summary>A body that the gateway writes itself. The same task gives the same bytes.</summary>
internal static class RequestJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The bytes of one object.</summary>
    /// <param name="write">Writes its members.</param>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    /// <summary>The bytes as a request's content; it may be sent twice, when a pooled connection turns out dead.</summary>
    public static UpstreamContent Content(ReadOnlyMemory<byte> body) => new WholeContent(body);

    /// <summary>Writes JSON that somebody else wrote, as it is.</summary>
    public static void WriteRaw(Utf8JsonWriter json, string name, string raw)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(raw, skipInputValidation: true);
    }
}

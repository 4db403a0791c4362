using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Recording;

/// <summary>The attempts of a record, as journal, database and API have them.</summary>
internal static class DecisionJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>An array of objects in UTF-8; empty where there is nothing to tell.</returns>
    public static ReadOnlyMemory<byte> Of(IReadOnlyList<AttemptNote>? attempts)
    {
        if (attempts is null)
            return default;
        var text = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(text, Options))
        {
            json.WriteStartArray();
            foreach (var attempt in attempts)
                Write(json, attempt);
            json.WriteEndArray();
        }

        return text.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, AttemptNote attempt)
    {
        json.WriteStartObject();
        json.WriteString("backend", attempt.Backend);
        json.WriteString("endpoint", attempt.Endpoint);
        json.WriteString("model", attempt.Model);
        json.WriteNumber("started_ms", (long)attempt.Began.TotalMilliseconds);
        json.WriteNumber("duration_ms", (long)attempt.Lasted.TotalMilliseconds);
        json.WriteString("outcome", attempt.Outcome);
        if (attempt.UpstreamStatus is { } status)
            json.WriteNumber("upstream_status", status);
        else
            json.WriteNull("upstream_status");
        if (attempt.Seam is { } seam)
        {
            json.WriteStartObject("seam");
            json.WriteNumber("offset", seam.Offset);
            json.WriteString("from", seam.From);
            json.WriteString("to", seam.To);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

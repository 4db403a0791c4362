using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GenGateway.Server.Logs;

/// <summary>One JSON object a line.</summary>
internal sealed class JsonLines : ILineFormat
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(LogEntry entry, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("level", LevelNames.Of(entry.Level));
            json.WriteString("ts", entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            if (entry is AccessEntry access)
                Write(json, access);
            else if (entry is MessageEntry message)
                Write(json, message);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, AccessEntry access)
    {
        json.WriteString("msg", "request");
        json.WriteString("method", access.Method);
        json.WriteString("path", access.Path);
        json.WriteNumber("status", access.Status);
        json.WriteNumber("duration", Math.Round(access.Duration.TotalMilliseconds, 2));
        json.WriteString("client_ip", access.ClientAddress);
        json.WriteString("request_id", access.RequestId);
        json.WriteString("key", access.Key);
        json.WriteString("model", access.Model);
        json.WriteString("backend", access.Backend);
        if (access.Error is not null)
            json.WriteString("error", access.Error);
    }

    private static void Write(Utf8JsonWriter json, MessageEntry message)
    {
        json.WriteString("msg", message.Message);
        json.WriteString("source", message.Source);
        if (message.Cause is not null)
            json.WriteString("error", message.Cause.ToString());
    }
}

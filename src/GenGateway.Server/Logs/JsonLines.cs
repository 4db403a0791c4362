using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Server.Logs;

/// <summary>One JSON object a line. Used by the log's one writer: keeps its own writer and makes no texts of its own.</summary>
internal sealed class JsonLines : ILineFormat, IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonEncodedText Level = JsonEncodedText.Encode("level");
    private static readonly JsonEncodedText Ts = JsonEncodedText.Encode("ts");
    private static readonly JsonEncodedText Msg = JsonEncodedText.Encode("msg");
    private static readonly JsonEncodedText Request = JsonEncodedText.Encode("request");
    private static readonly JsonEncodedText Method = JsonEncodedText.Encode("method");
    private static readonly JsonEncodedText Path = JsonEncodedText.Encode("path");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText Duration = JsonEncodedText.Encode("duration");
    private static readonly JsonEncodedText ClientIp = JsonEncodedText.Encode("client_ip");
    private static readonly JsonEncodedText RequestId = JsonEncodedText.Encode("request_id");
    private static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
    private static readonly JsonEncodedText Model = JsonEncodedText.Encode("model");
    private static readonly JsonEncodedText Backend = JsonEncodedText.Encode("backend");
    private static readonly JsonEncodedText Error = JsonEncodedText.Encode("error");
    private static readonly JsonEncodedText TraceId = JsonEncodedText.Encode("trace_id");

    private readonly Utf8JsonWriter _json = new(Stream.Null, Options);

    public void Write(LogEntry entry, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString(Level, LevelNames.Of(entry.Level));
        WriteTime(entry.Time);
        if (entry is AccessEntry access)
            Write(access);
        else if (entry is MessageEntry message)
            Write(message);
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();

    private void WriteTime(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[32];
        time.UtcDateTime.TryFormat(text, out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _json.WriteString(Ts, text[..written]);
    }

    private void Write(AccessEntry access)
    {
        _json.WriteString(Msg, Request);
        _json.WriteString(Method, access.Method);
        _json.WriteString(Path, access.Path);
        _json.WriteNumber(Status, access.Status);
        _json.WriteNumber(Duration, Math.Round(access.Duration.TotalMilliseconds, 2));
        _json.WriteString(ClientIp, access.ClientAddress);
        _json.WriteString(RequestId, access.RequestId);
        _json.WriteString(Key, access.Key);
        _json.WriteString(Model, access.Model);
        _json.WriteString(Backend, access.Backend);
        if (access.Error is not null)
            _json.WriteString(Error, access.Error);
        if (access.Trace.Exists)
        {
            Span<byte> id = stackalloc byte[TraceContext.TraceIdLength];
            access.Trace.WriteTraceId(id);
            _json.WriteString(TraceId, id);
        }
    }

    private void Write(MessageEntry message)
    {
        _json.WriteString(Msg, message.Message);
        _json.WriteString("source", message.Source);
        if (message.Cause is not null)
            _json.WriteString(Error, message.Cause.ToString());
    }
}

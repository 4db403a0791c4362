using System.Buffers;
using System.Text.Json;

namespace GenGateway.Server.Lab;

/// <summary>What a client of the lab asks.</summary>
/// <param name="Model">Which model.</param>
/// <param name="Stream">Whether as a stream.</param>
internal sealed record LabQuestion(string Model, bool Stream)
{
    /// <summary>Asks for the tokens at the end of the stream.</summary>
    public bool WithUsage { get; init; }

    /// <summary>Sent as <c>x-gengateway-timeout-ms</c>, or null.</summary>
    public int? TimeoutMs { get; init; }

    public byte[] Body()
    {
        var body = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("model", Model);
        json.WriteStartArray("messages");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", "What does the fox look like?");
        json.WriteEndObject();
        json.WriteEndArray();
        if (Stream)
            json.WriteBoolean("stream", true);
        if (WithUsage)
        {
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }
}

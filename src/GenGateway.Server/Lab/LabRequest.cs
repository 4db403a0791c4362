using System.Text.Json;

namespace GenGateway.Server.Lab;

/// <summary>A request as an upstream of the lab got it. Immutable.</summary>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">By name, in any case; of several the last.</param>
/// <param name="Body">All of it.</param>
/// <param name="NumberOnConnection">1 for the first of its connection.</param>
internal sealed record LabRequest(string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body, int NumberOnConnection)
{
    /// <summary>Whether a stream was asked for.</summary>
    public bool Streams => Read(static body => body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True);

    /// <summary>The answer so far, where the request ends with one that is begun; else null.</summary>
    public string? Begun => Read(static body =>
        body.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array && messages.GetArrayLength() > 0
        && messages[messages.GetArrayLength() - 1] is var last && last.GetProperty("role").ValueEquals("assistant")
            ? last.GetProperty("content").GetString()
            : null);

    private T? Read<T>(Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

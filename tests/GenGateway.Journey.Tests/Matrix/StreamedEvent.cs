using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>One event, or one line, of a stream.</summary>
/// <param name="Name">The event's name; empty for lines.</param>
/// <param name="Data">Its text.</param>
internal sealed record StreamedEvent(string Name, string Data)
{
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Data);
            return document.RootElement.Clone();
        }
    }

    /// <summary>All that came, however it ended; an answer that is no stream fails the test with what it says.</summary>
    public static async Task<IReadOnlyList<StreamedEvent>> ReadAsync(GatewayClient client, HttpRequestMessage request, string contentType, CancellationToken cancellationToken)
    {
        using var sent = request;
        using var response = await client.OpenAsync(request, cancellationToken);
        using var bytes = new MemoryStream();
        try
        {
            await response.Content.CopyToAsync(bytes, cancellationToken);
        }
        catch (Exception wrong) when (wrong is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            // What came before the break is there; the tests look at how it ends.
        }

        var type = response.Content.Headers.ContentType?.MediaType;
        Assert.True(type == contentType, $"Expected {contentType}, got {(int)response.StatusCode} {type}: {Encoding.UTF8.GetString(bytes.ToArray())}");
        bytes.Position = 0;
        return type == "text/event-stream"
            ? [.. SseParser.Create(bytes).Enumerate().Select(item => new StreamedEvent(item.EventType, item.Data))]
            : [.. Encoding.UTF8.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new StreamedEvent("", line))];
    }
}

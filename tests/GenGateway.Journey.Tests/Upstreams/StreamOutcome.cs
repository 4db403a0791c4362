using System.Text.Json;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>All that a stream brought, however it ended.</summary>
/// <param name="Events">Its events, parsed; one that is no JSON fails the test.</param>
/// <param name="Done">The success terminator came.</param>
/// <param name="Broke">The connection broke instead of ending.</param>
internal sealed record StreamOutcome(IReadOnlyList<JsonElement> Events, bool Done, bool Broke)
{
    public string Text => string.Concat(Events.Select(Chunks.Text));

    public string? FinishReason => Events.Select(Chunks.FinishReason).LastOrDefault(reason => reason is not null);

    /// <summary>The error that ended it, or null.</summary>
    public JsonElement? Error => Events.Where(Chunks.IsError).Select(chunk => (JsonElement?)chunk.GetProperty("error")).LastOrDefault();

    /// <summary>The usage that came with it, or null.</summary>
    public JsonElement? Usage => Events
        .Where(chunk => chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        .Select(chunk => (JsonElement?)chunk.GetProperty("usage")).LastOrDefault();

    public static async Task<StreamOutcome> ReadAsync(EventStream stream, CancellationToken cancellationToken)
    {
        List<JsonElement> events = [];
        var (done, broke) = (false, false);
        try
        {
            while (await stream.NextAsync(cancellationToken) is { } data)
            {
                Assert.False(done, $"Something follows the terminator: {data}");
                if (data == EventStream.Done)
                {
                    done = true;
                    continue;
                }

                using var document = JsonDocument.Parse(data);
                events.Add(document.RootElement.Clone());
            }
        }
        catch (Exception wrong) when (wrong is IOException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            broke = true;
        }

        return new StreamOutcome(events, done, broke);
    }

    /// <summary>The promise for an answer that broke: what came before is there, then the surface's error event, and never the terminator.</summary>
    public JsonElement ExpectBroken(string textBefore)
    {
        Assert.False(Done, "A broken answer ended with the success terminator.");
        Assert.True(Error is not null, $"No error event ended the stream; it brought: {string.Join('\n', Events)}");
        Assert.True(Chunks.IsError(Events[^1]), "The error event is not the last one.");
        Assert.StartsWith(textBefore, Text, StringComparison.Ordinal);
        var error = Error.Value;
        Assert.False(string.IsNullOrWhiteSpace(error.GetProperty("message").GetString()));
        Assert.False(string.IsNullOrWhiteSpace(error.GetProperty("type").GetString()));
        return error;
    }

    /// <summary>The promise for an answer that did not.</summary>
    public void ExpectWhole(string text)
    {
        Assert.True(Error is null, $"The stream ended with an error: {Error}");
        Assert.False(Broke);
        Assert.True(Done, "The terminator is missing.");
        Assert.Equal(text, Text);
        Assert.NotNull(FinishReason);
    }
}

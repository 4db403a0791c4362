using System.Text.Json;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>What a stream brought until it ended, and whether its terminator was there.</summary>
public sealed record StreamRest(IReadOnlyList<JsonElement> Events, bool Done)
{
    public string Text => string.Concat(Events.Select(Chunks.Text));

    public string? FinishReason => Events.Select(Chunks.FinishReason).LastOrDefault(reason => reason is not null);
}

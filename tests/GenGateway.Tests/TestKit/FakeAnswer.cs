using System.Text.Json;

namespace GenGateway.Tests.TestKit;

/// <summary>What a fake answered.</summary>
internal sealed record FakeAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonElement Json => Parse(Text);

    /// <summary>The names of a stream's events, in order; those without a name are left out.</summary>
    public IReadOnlyList<string> EventNames => [.. Lines("event: ")];

    /// <summary>The objects of a stream's events, without its terminator.</summary>
    public IReadOnlyList<JsonElement> Events => [.. Lines("data: ").Where(data => data != "[DONE]").Select(Parse)];

    /// <summary>The objects of a stream of lines.</summary>
    public IReadOnlyList<JsonElement> JsonLines => [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    private IEnumerable<string> Lines(string start) =>
        Text.Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..]);

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

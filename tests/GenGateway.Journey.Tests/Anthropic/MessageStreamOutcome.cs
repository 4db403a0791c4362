using System.Text.Json;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Anthropic;

/// <summary>A stream of Anthropic's events, read to its end, with its rules checked on the way.</summary>
internal sealed class MessageStreamOutcome
{
    private MessageStreamOutcome(IReadOnlyList<JsonElement> events) => Events = events;

    public IReadOnlyList<JsonElement> Events { get; }

    public IEnumerable<string> Types => Events.Select(Type);

    public string Text => string.Concat(Deltas("text_delta", "text"));

    public string Thought => string.Concat(Deltas("thinking_delta", "thinking"));

    /// <summary>What <c>message_delta</c> says.</summary>
    public JsonElement End => Events.Single(item => Type(item) == "message_delta");

    public string? StopReason => End.GetProperty("delta").GetProperty("stop_reason").GetString();

    /// <summary>The error event, or null.</summary>
    public JsonElement? Error => Events.Where(item => Type(item) == "error").Select(item => (JsonElement?)item.GetProperty("error")).SingleOrDefault();

    public static async Task<MessageStreamOutcome> ReadAsync(EventStream stream, CancellationToken cancellationToken)
    {
        var rest = await stream.RestAsync(cancellationToken);
        Assert.False(rest.Done, "No other vendor's terminator.");
        return new MessageStreamOutcome(rest.Events);
    }

    /// <summary>One message, blocks one after the other with rising indexes, one end.</summary>
    public void ExpectWhole()
    {
        Assert.Null(Error);
        Assert.Equal("message_start", Types.First());
        Assert.Equal(["message_delta", "message_stop"], Types.TakeLast(2));
        var next = 0;
        var open = -1;
        foreach (var item in Events)
        {
            switch (Type(item))
            {
                case "content_block_start":
                    Assert.Equal(-1, open);
                    open = item.GetProperty("index").GetInt32();
                    Assert.Equal(next++, open);
                    break;
                case "content_block_delta":
                    Assert.Equal(open, item.GetProperty("index").GetInt32());
                    break;
                case "content_block_stop":
                    Assert.Equal(open, item.GetProperty("index").GetInt32());
                    open = -1;
                    break;
            }
        }

        Assert.Equal(-1, open);
    }

    /// <summary>The calls: id, name, and the arguments that the fragments make.</summary>
    public IReadOnlyList<(string Id, string Name, string Arguments)> Calls() =>
    [
        .. Events.Where(item => Type(item) == "content_block_start" && item.GetProperty("content_block").GetProperty("type").GetString() == "tool_use")
            .Select(item => (
                item.GetProperty("content_block").GetProperty("id").GetString()!,
                item.GetProperty("content_block").GetProperty("name").GetString()!,
                string.Concat(Events.Where(other => Type(other) == "content_block_delta" && other.GetProperty("index").GetInt32() == item.GetProperty("index").GetInt32())
                    .Select(other => other.GetProperty("delta").GetProperty("partial_json").GetString())))),
    ];

    private IEnumerable<string?> Deltas(string type, string member) => Events
        .Where(item => Type(item) == "content_block_delta" && item.GetProperty("delta").GetProperty("type").GetString() == type)
        .Select(item => item.GetProperty("delta").GetProperty(member).GetString());

    private static string Type(JsonElement item) => item.GetProperty("type").GetString()!;
}

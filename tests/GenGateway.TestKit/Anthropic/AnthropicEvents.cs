namespace GenGateway.TestKit.Anthropic;

/// <summary>Events that may stand anywhere in a stream and change nothing: for <see cref="Behaving.Behavior.Between"/>.</summary>
public static class AnthropicEvents
{
    public static string Ping { get; } = "event: ping\ndata: {\"type\":\"ping\"}";

    /// <summary>An event of a later version of the protocol.</summary>
    public static string Unknown { get; } = "event: content_block_hint\ndata: {\"type\":\"content_block_hint\",\"index\":0,\"hint\":{\"text\":\"of no concern\"}}";
}

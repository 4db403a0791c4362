namespace GenGateway.Journey;

/// <summary>The protocols in which a body can be passed on as it came: one per route of a vendor, since a body of one means nothing to another.</summary>
public enum WireProtocol
{
    /// <summary>OpenAI's <c>/chat/completions</c>.</summary>
    OpenAiChat,

    /// <summary>OpenAI's legacy <c>/completions</c>.</summary>
    OpenAiCompletion,
}

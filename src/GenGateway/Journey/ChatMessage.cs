namespace GenGateway.Journey;

/// <summary>One message of a conversation. Two are equal when they say the same.</summary>
/// <param name="Role">system, developer, user, assistant or tool, as the client wrote it.</param>
/// <param name="Parts">Its content in order; empty: none.</param>
public sealed record ChatMessage(string Role, IReadOnlyList<ChatPart> Parts)
{
    /// <summary>A message of one text; an empty one is no content.</summary>
    public ChatMessage(string role, string text)
        : this(role, text.Length == 0 ? [] : [new ChatPart.Text(text)])
    {
    }

    /// <summary>Who of several speaks; null: not said.</summary>
    public string? Name { get; init; }

    /// <summary>What an assistant thought before it answered; null: nothing known.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The calls that an assistant's turn ended with.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>The call that a tool's message answers; null: not said.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The text of all its parts, each on lines of its own, as vLLM and llama-server join them.</summary>
    public string Text => Parts switch
    {
        [] => "",
        [ChatPart.Text only] => only.Content,
        _ => string.Join('\n', Parts.OfType<ChatPart.Text>().Select(static part => part.Content)),
    };

    /// <inheritdoc/>
    public bool Equals(ChatMessage? other) => other is not null
        && (Role, Name, Reasoning, ToolCallId) == (other.Role, other.Name, other.Reasoning, other.ToolCallId)
        && Parts.SequenceEqual(other.Parts)
        && ToolCalls.SequenceEqual(other.ToolCalls);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Role, Parts.Count, ToolCalls.Count, ToolCallId);
}

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

    /// <summary>What an assistant thought before it answered, in order; empty: nothing known.</summary>
    public IReadOnlyList<Thought> Thoughts { get; init; } = [];

    /// <summary>The calls that an assistant's turn ended with.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>The call that a tool's message answers; null: not said.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Whether a tool's message tells that its call failed.</summary>
    public bool IsError { get; init; }

    /// <summary>The field that it came from, as the client wrote it (<c>system</c>, <c>input[2]</c>); null: <c>messages[i]</c>, i its own index. Says nothing, and so makes no difference between two.</summary>
    public string? Field { get; init; }

    /// <summary>The readable text of its thoughts; null: none.</summary>
    public string? Reasoning => Thoughts.Count == 0 ? null : string.Concat(Thoughts.Select(static thought => thought.Text));

    /// <summary>The text of all its parts, each on lines of its own, as vLLM and llama-server join them.</summary>
    public string Text => Parts switch
    {
        [] => "",
        [ChatPart.Text only] => only.Content,
        _ => string.Join('\n', Parts.OfType<ChatPart.Text>().Select(static part => part.Content)),
    };

    /// <inheritdoc/>
    public bool Equals(ChatMessage? other) => other is not null
        && (Role, Name, ToolCallId, IsError) == (other.Role, other.Name, other.ToolCallId, other.IsError)
        && Thoughts.SequenceEqual(other.Thoughts)
        && Parts.SequenceEqual(other.Parts)
        && ToolCalls.SequenceEqual(other.ToolCalls);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Role, Parts.Count, ToolCalls.Count, ToolCallId);
}

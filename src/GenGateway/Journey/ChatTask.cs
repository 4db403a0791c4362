namespace GenGateway.Journey;

/// <summary>The next message of a conversation.</summary>
/// <param name="Messages">At least one.</param>
/// <param name="Parameters">How to sample and when to stop.</param>
public sealed record ChatTask(IReadOnlyList<ChatMessage> Messages, TextParameters Parameters) : TextTask(Parameters)
{
    /// <summary>The functions that the model may call.</summary>
    public IReadOnlyList<Tool> Tools { get; init; } = [];

    /// <summary>Whether it may, must or must not; null: not said.</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Whether it may make several calls at once; null: not said.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>What the text must be; null: any text.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Whether the last message, an assistant's, is begun and to be continued.</summary>
    public bool EndsBegun { get; init; }

    /// <summary>How long to think, in OpenAI's words (<c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>, <c>max</c>) or a vendor's own; null: not said.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary>Most tokens to think, at least 1 (Anthropic's budget); null: not said.</summary>
    public int? ThinkingBudget { get; init; }

    /// <summary>Who the client's own user is, for the vendor's watch over abuse; null: not said.</summary>
    public string? User { get; init; }

    /// <summary>The field that a message came from, for errors that are found behind the surface.</summary>
    /// <param name="message">Its index in <see cref="Messages"/>.</param>
    public string FieldOf(int message) => Messages[message].Field ?? $"messages[{message}]";

    /// <summary>The field that a part came from; where that is not known, and the client's protocol counts parts in another way than the task, its message.</summary>
    /// <param name="message">The message's index in <see cref="Messages"/>.</param>
    /// <param name="part">Its index there.</param>
    public string FieldOf(int message, int part) => Messages[message].Parts[part].Field ?? Messages[message].Field ?? $"messages[{message}].content[{part}]";

    /// <summary>The same for the arguments of a call.</summary>
    /// <param name="message">The message's index in <see cref="Messages"/>.</param>
    /// <param name="call">The call's index there.</param>
    public string FieldOfArguments(int message, int call) => Messages[message].Field ?? $"messages[{message}].tool_calls[{call}].function.arguments";
}

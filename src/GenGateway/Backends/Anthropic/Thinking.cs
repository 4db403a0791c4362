using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>How long a task's model is to think, as Anthropic asks for it.</summary>
/// <param name="Budget">Tokens of <c>thinking: enabled</c>, at least 1024; null: it is not asked for.</param>
/// <param name="IsOff">Whether thinking is switched off.</param>
/// <param name="Effort">The word of <c>output_config.effort</c>; null: none.</param>
/// <param name="MaxTokens">Most tokens of the answer, thoughts included.</param>
internal sealed record Thinking(int? Budget, bool IsOff, string? Effort, int MaxTokens)
{
    private const int Least = 1024;

    /// <summary>The client's fields that could not be kept.</summary>
    public IReadOnlyList<string> Lost { get; private init; } = [];

    /// <summary>Whether the client asked for it in words of effort: then its sampling fields give way, which Anthropic does not take together with thoughts.</summary>
    public bool LeavesSamplingOut { get; private init; }

    public static Thinking Of(ChatTask task, AnthropicSettings settings)
    {
        var lost = new List<string>();
        var effort = task.ReasoningEffort;
        var word = effort switch
        {
            "minimal" or "low" => "low",
            "medium" or "high" or "xhigh" or "max" => effort,
            _ => null,
        };
        var isOff = effort == "none" && task.ThinkingBudget is null && settings.Reasoning != ReasoningMode.None;
        if (effort is not (null or "none") && (word is null || settings.Reasoning == ReasoningMode.None))
            lost.Add("reasoning_effort");

        var ofEffort = settings.Reasoning == ReasoningMode.Budget && task.ThinkingBudget is null ? BudgetOf(word) : null;
        var wanted = task.ThinkingBudget is { } given ? Math.Max(given, Least) : ofEffort;
        var budget = wanted is { } tokens && MayThink(task, isForced: ofEffort is not null) ? Fitting(tokens, task.Parameters.MaxTokens) : null;
        if (wanted is not null && budget is null)
            lost.Add(ofEffort is null ? "thinking" : "reasoning_effort");
        return new Thinking(budget, isOff, settings.Reasoning == ReasoningMode.Effort ? word : null, task.Parameters.MaxTokens ?? (settings.MaxTokens + (budget ?? 0)))
        {
            Lost = lost,
            LeavesSamplingOut = budget is not null && ofEffort is not null,
        };
    }

    private static int? BudgetOf(string? word) => word switch
    {
        "low" => Least,
        "medium" => 4096,
        "high" => 16_384,
        "xhigh" or "max" => 32_768,
        _ => null,
    };

    // Thoughts are a part of the answer's tokens, and something must be left for the answer.
    private static int? Fitting(int budget, int? most) => most is null || budget < most ? budget : most > Least ? most - 1 : null;

    // With thoughts on, a turn whose calls are answered now must begin with the thoughts that led to them; and no call can be forced.
    private static bool MayThink(ChatTask task, bool isForced)
    {
        if (isForced && task.ToolChoice is ToolChoice.Required or ToolChoice.Named)
            return false;
        return Conversation.Of(task).Turns is not [.., { IsAssistant: true } called, { IsAssistant: false } answers]
            || !answers.Messages.Any(static message => message.Role == "tool")
            || called.Messages[0].Thoughts.Any(IsCarried);
    }

    /// <summary>Whether a thought can go back: nobody but the one who signed it takes it.</summary>
    public static bool IsCarried(Thought thought) => thought.Sealed is { Length: > 0 } || thought.Signature is { Length: > 0 };
}

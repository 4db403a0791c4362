using System.Text.Json.Nodes;

namespace GenGateway.TestKit.Anthropic;

/// <summary>What a fake of Anthropic's answers, in Anthropic's own words.</summary>
public sealed record AnthropicReply
{
    public IReadOnlyList<AnthropicBlock> Blocks { get; init; } = [];

    /// <summary><c>end_turn</c>, <c>max_tokens</c>, <c>stop_sequence</c>, <c>tool_use</c>, <c>pause_turn</c>, <c>refusal</c>, <c>model_context_window_exceeded</c>.</summary>
    public string StopReason { get; init; } = "end_turn";

    /// <summary>The stop sequence that was met.</summary>
    public string? StopSequence { get; init; }

    /// <summary>With a refusal: what it was about.</summary>
    public JsonObject? StopDetails { get; init; }

    /// <summary>Tokens of the prompt that neither came from a cache nor went into one.</summary>
    public int InputTokens { get; init; } = 46;

    public int CacheCreationTokens { get; init; }

    public int CacheReadTokens { get; init; }

    public int OutputTokens { get; init; } = 12;

    /// <summary>Those of the output that were thoughts; 0 leaves the detail out.</summary>
    public int ThinkingTokens { get; init; }

    /// <summary>The usage at the end of a stream repeats the counts of the prompt.</summary>
    public bool RepeatsInputUsage { get; init; } = true;

    /// <summary>Blocks end only when all of them have begun, as llama-server has it behind the same protocol.</summary>
    public bool EndsBlocksLate { get; init; }

    /// <summary>A reply in the words of all fakes.</summary>
    public static AnthropicReply From(FakeReply reply) => new()
    {
        Blocks =
        [
            .. reply.Thought.Count > 0 ? [AnthropicBlock.Thinking(reply.Thought)] : (AnthropicBlock[])[],
            .. reply.Pieces.Count > 0 ? [AnthropicBlock.Text(reply.Pieces)] : (AnthropicBlock[])[],
            .. reply.ToolCalls.Select(AnthropicBlock.ToolUse),
        ],
        StopReason = reply.Finish switch
        {
            "stop" => "end_turn",
            "length" => "max_tokens",
            "tool_calls" => "tool_use",
            "content_filter" => "refusal",
            var other => other,
        },
        InputTokens = reply.PromptTokens,
        OutputTokens = reply.Completion,
        ThinkingTokens = reply.Thought.Count,
    };
}

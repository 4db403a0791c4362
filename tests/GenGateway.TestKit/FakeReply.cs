namespace GenGateway.TestKit;

/// <summary>What a fake model answers. Every piece is one token.</summary>
public sealed record FakeReply
{
    /// <summary>The text of the recordings: characters of one to four bytes.</summary>
    public static FakeReply Usual { get; } = new();

    /// <summary>The text, in the pieces of a stream.</summary>
    public IReadOnlyList<string> Pieces { get; init; } = ["Hello", " world", ", this", " is", " a", " fixed", " answer", ": é", " 日本", "🙂", "."];

    /// <summary>The thought before it.</summary>
    public IReadOnlyList<string> Thought { get; init; } = [];

    public IReadOnlyList<FakeToolCall> ToolCalls { get; init; } = [];

    /// <summary>In OpenAI's words; null: <c>tool_calls</c> with calls, else <c>stop</c>.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The stop string that ended it; only some servers say so.</summary>
    public string? StoppedBy { get; init; }

    public int PromptTokens { get; init; } = 46;

    /// <summary>Null: as many as there are pieces and one for the end.</summary>
    public int? CompletionTokens { get; init; }

    /// <summary>False: no usage anywhere. OpenAI's protocol only.</summary>
    public bool ReportsUsage { get; init; } = true;

    public string Text => string.Concat(Pieces);

    public static FakeReply Saying(params IReadOnlyList<string> pieces) => new() { Pieces = pieces };

    public static FakeReply Calling(params IReadOnlyList<FakeToolCall> calls) => new() { Pieces = [], ToolCalls = calls };

    /// <summary>The reply as far as this many tokens reach; null is all of it.</summary>
    internal FakeReply Within(int? tokens) =>
        tokens is { } most && most < Pieces.Count
            ? this with { Pieces = [.. Pieces.Take(most)], ToolCalls = [], FinishReason = "length", CompletionTokens = most }
            : this;

    internal string Finish => FinishReason ?? (ToolCalls.Count > 0 ? "tool_calls" : "stop");

    internal int Completion => CompletionTokens ?? Pieces.Count + Thought.Count + ToolCalls.Count + 1;
}

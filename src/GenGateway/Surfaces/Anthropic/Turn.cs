using GenGateway.Journey;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>One side's turn while it is read: neighbours of the same role are one.</summary>
/// <param name="role">user, assistant or system.</param>
/// <param name="path">Where it begins in the body.</param>
internal sealed class Turn(string role, string path)
{
    public string Role => role;

    public string Path => path;

    public List<ChatPart> Parts { get; } = [];

    public List<Thought> Thoughts { get; } = [];

    public List<ToolCall> Calls { get; } = [];

    public List<ToolResult> Results { get; } = [];

    /// <summary>The turn as messages: results before what else a user says, as other protocols want them.</summary>
    public IEnumerable<ChatMessage> ToMessages()
    {
        foreach (var result in Results)
            yield return new ChatMessage("tool", result.Parts) { ToolCallId = result.CallId, IsError = result.IsError, Field = result.Path };
        if (Results.Count == 0 || Parts.Count > 0)
            yield return new ChatMessage(Role, Parts) { Thoughts = Thoughts, ToolCalls = Calls, Field = path };
    }
}

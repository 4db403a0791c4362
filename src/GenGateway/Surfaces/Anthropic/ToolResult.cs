using GenGateway.Journey;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>What a tool gave back.</summary>
/// <param name="Path">Where it stands in the body.</param>
/// <param name="CallId">The call that it answers.</param>
/// <param name="Parts">What it says.</param>
/// <param name="IsError">Whether the call failed.</param>
internal sealed record ToolResult(string Path, string CallId, IReadOnlyList<ChatPart> Parts, bool IsError);

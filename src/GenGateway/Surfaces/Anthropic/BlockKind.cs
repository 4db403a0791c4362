namespace GenGateway.Surfaces.Anthropic;

/// <summary>What the block that is open holds.</summary>
internal enum BlockKind
{
    /// <summary>No block is open.</summary>
    None,
    Text,
    Thinking,
    ToolUse,
}

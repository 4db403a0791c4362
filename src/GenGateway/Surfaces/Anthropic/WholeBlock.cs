using System.Text;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>One block of a whole answer while it is folded together.</summary>
internal sealed class WholeBlock(BlockKind kind)
{
    public BlockKind Kind => kind;

    /// <summary>Its text, its thought, or the arguments of its call.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>The seal on a thought; a thought with one is complete.</summary>
    public string? Signature { get; set; }

    /// <summary>A thought that only its backend reads.</summary>
    public string? Sealed { get; init; }

    /// <summary>Which of the calls it is; −1: none.</summary>
    public int Call { get; init; } = -1;

    /// <summary>The call's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>The tool's name.</summary>
    public string Name { get; init; } = "";
}

using System.Text;

namespace GenGateway.Surfaces.Responses;

/// <summary>One item of a response while it grows.</summary>
/// <param name="kind">What it is.</param>
/// <param name="index">Its place.</param>
/// <param name="id">Its id.</param>
internal sealed class OutputItem(OutputKind kind, int index, string id)
{
    public OutputKind Kind => kind;

    public int Index => index;

    public string Id => id;

    /// <summary>Its text, its thought, or the arguments of its call.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>Which of the calls it is.</summary>
    public int Call { get; init; } = -1;

    /// <summary>What the call's result refers to.</summary>
    public string CallId { get; init; } = "";

    /// <summary>The function's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether nothing more comes.</summary>
    public bool IsDone { get; set; }
}

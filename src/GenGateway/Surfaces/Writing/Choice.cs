using System.Text;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Writing;

/// <summary>One choice of a whole answer while it is folded together.</summary>
internal sealed class Choice
{
    public StringBuilder Text { get; } = new();

    public FinishReason? Reason { get; set; }
}

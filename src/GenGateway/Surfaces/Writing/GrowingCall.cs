using System.Text;

namespace GenGateway.Surfaces.Writing;

/// <summary>One call of a whole answer while it is folded together.</summary>
internal sealed class GrowingCall
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    public StringBuilder Arguments { get; } = new();
}

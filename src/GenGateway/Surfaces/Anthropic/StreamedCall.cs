using System.Text;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>One call of a stream: what came of it.</summary>
/// <param name="id">Its id, the backend's or one made up.</param>
/// <param name="name">The tool's name.</param>
internal sealed class StreamedCall(string id, string name)
{
    public string Id => id;

    public string Name => name;

    public StringBuilder Arguments { get; } = new();
}

using System.Globalization;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Ollama;

/// <summary>The calls of a conversation that have no result yet: Ollama's clients often leave ids out, other protocols want them.</summary>
internal sealed class OpenCalls
{
    private readonly List<ToolCall> _open = [];
    private int _made;

    /// <summary>Takes a call in.</summary>
    /// <returns>The call with an id.</returns>
    public ToolCall Begin(ToolCall call)
    {
        if (call.Id.Length == 0)
            call = call with { Id = string.Create(CultureInfo.InvariantCulture, $"call_{_made++:D8}") };
        _open.Add(call);
        return call;
    }

    /// <summary>Finds the call that a result belongs to: by its id, else the oldest of its tool, else the oldest.</summary>
    /// <returns>Its id; null: none is open, and none was named.</returns>
    public string? Answer(string? id, string? tool)
    {
        var at = id is not null ? _open.FindIndex(call => call.Id == id)
            : tool is not null ? _open.FindIndex(call => call.Name == tool)
            : _open.Count > 0 ? 0 : -1;
        if (at < 0)
            return id;
        var found = _open[at].Id;
        _open.RemoveAt(at);
        return found;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>Which node runs next: the server's own rules, which put outputs and what leads to them first.</summary>
internal sealed class ComfyOrder
{
    private readonly List<string> pending = [];
    private readonly Dictionary<string, HashSet<string>> blockedBy = [];
    private readonly Dictionary<string, List<string>> blocking = [];
    private readonly Func<string, bool> isOutput;

    /// <param name="graph">The graph, checked.</param>
    /// <param name="outputs">The outputs that run.</param>
    /// <param name="isCached">Whether a node's result is there; then nothing before it runs.</param>
    public ComfyOrder(JsonObject graph, IEnumerable<string> outputs, Func<string, bool> isCached)
    {
        isOutput = id => ComfyNodes.IsOutput(graph[id]!["class_type"]!.GetValue<string>());
        foreach (var output in outputs)
            Add(graph, output, isCached);
    }

    /// <summary>The sources of a node's links.</summary>
    public static IEnumerable<string> Sources(JsonObject graph, string id) =>
        from input in graph[id]!["inputs"]!.AsObject()
        where IsLink(input.Value)
        select input.Value![0]!.GetValue<string>();

    public static bool IsLink(JsonNode? value) => value is JsonArray { Count: 2 } link && Json.IsKind(link[0], JsonValueKind.String);

    /// <summary>The next node, or null behind the last.</summary>
    public string? Next()
    {
        var ready = pending.Where(id => blockedBy[id].Count == 0).ToList();
        if (ready.Count == 0)
            return null;
        return ready.FirstOrDefault(isOutput)
            ?? ready.FirstOrDefault(id => blocking[id].Any(isOutput))
            ?? ready.FirstOrDefault(id => blocking[id].Any(next => blocking[next].Any(isOutput)))
            ?? ready[0];
    }

    public void Done(string id)
    {
        pending.Remove(id);
        foreach (var next in blocking[id])
            blockedBy[next].Remove(id);
    }

    private void Add(JsonObject graph, string output, Func<string, bool> isCached)
    {
        Stack<string> ids = new([output]);
        List<(string From, string To)> links = [];
        while (ids.TryPop(out var id))
        {
            if (blocking.ContainsKey(id))
                continue;
            pending.Add(id);
            blockedBy[id] = [];
            blocking[id] = [];
            if (id != output || !isCached(id))
                links.AddRange(Sources(graph, id).Select(source => (source, id)));
            foreach (var source in Sources(graph, id).Where(source => !isCached(source) && !isCached(id)))
                ids.Push(source);
        }

        foreach (var (from, to) in links.Where(link => blocking.ContainsKey(link.From) && !isCached(link.From)))
        {
            if (blockedBy[to].Add(from))
                blocking[from].Add(to);
        }
    }
}

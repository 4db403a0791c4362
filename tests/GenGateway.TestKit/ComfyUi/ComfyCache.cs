using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>The results of the last graph, by what they were made of; the names of nodes do not matter. For the one run at a time.</summary>
internal sealed class ComfyCache(ComfyFiles files)
{
    private readonly Dictionary<string, ComfyResult> results = [];
    private readonly Dictionary<string, string> keys = [];
    private int unique;
    private volatile bool clears;

    /// <summary>Begins a graph; results that it does not need are forgotten.</summary>
    public void Begin(JsonObject graph)
    {
        keys.Clear();
        if (clears)
            results.Clear();
        clears = false;
        foreach (var (id, _) in graph)
            Key(graph, id);
        foreach (var key in results.Keys.Except(keys.Values).ToArray())
            results.Remove(key);
    }

    public ComfyResult? Get(string id) => results.GetValueOrDefault(keys[id]);

    public void Put(string id, ComfyResult result) => results[keys[id]] = result;

    /// <summary>The next graph finds nothing. Thread-safe.</summary>
    public void ClearBeforeNext() => clears = true;

    private string Key(JsonObject graph, string id)
    {
        if (keys.TryGetValue(id, out var known))
            return known;
        // A circle of links in a part that does not run.
        keys[id] = "";
        var node = graph[id]!;
        var nodeClass = node["class_type"]!.GetValue<string>();
        var parts = node["inputs"]?.AsObject().OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => $"{input.Key}={Value(graph, input.Value)}") ?? [];
        var key = $"{nodeClass}({string.Join(';', parts)})";
        if (nodeClass == "SaveImageWebsocket")
            key += unique++;
        else if (nodeClass is "LoadImage" or "LoadImageMask" && files.Annotated(node["inputs"]!["image"]?.ToString() ?? "") is { } file)
            key += Convert.ToHexString(SHA256.HashData(file));
        return keys[id] = key;
    }

    private string Value(JsonObject graph, JsonNode? value) =>
        ComfyOrder.IsLink(value) && graph.ContainsKey(value![0]!.GetValue<string>()) ? $"{Key(graph, value[0]!.GetValue<string>())}#{value[1]}" : value?.ToJsonString() ?? "null";
}

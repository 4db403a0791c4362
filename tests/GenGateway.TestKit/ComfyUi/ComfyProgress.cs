using System.Text.Json.Nodes;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>How far the nodes of one run are. For the one run at a time.</summary>
internal sealed class ComfyProgress(string promptId)
{
    private readonly Dictionary<string, (JsonNode Value, JsonNode Max, string State)> nodes = [];

    /// <summary>What <c>progress_state</c> tells: every node that has begun.</summary>
    public JsonObject Data => new()
    {
        ["prompt_id"] = promptId,
        ["nodes"] = new JsonObject(nodes.Select(node => KeyValuePair.Create<string, JsonNode?>(node.Key, Node(node.Key, node.Value)))),
    };

    public void Begin(string id) => nodes[id] = (PythonJson.Real(0), PythonJson.Real(1), "running");

    public void Step(string id, int value, int max) => nodes[id] = (value, max, "running");

    /// <summary>A node that was not begun, because it is cached, counts in whole numbers.</summary>
    public void Finish(string id)
    {
        var max = nodes.TryGetValue(id, out var node) ? node.Max : 1;
        nodes[id] = (max, max, "finished");
    }

    private JsonObject Node(string id, (JsonNode Value, JsonNode Max, string State) node) => new()
    {
        ["value"] = node.Value.DeepClone(),
        ["max"] = node.Max.DeepClone(),
        ["state"] = node.State,
        ["node_id"] = id,
        ["prompt_id"] = promptId,
        ["display_node_id"] = id,
        ["parent_node_id"] = null,
        ["real_node_id"] = id,
    };
}

using System.Text.Json.Nodes;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>A prompt that a <see cref="FakeComfyUi"/> has accepted. Thread-safe to read.</summary>
public sealed class ComfyPrompt
{
    private readonly Lock gate = new();
    private readonly List<ComfyMask> masks = [];
    private readonly List<byte[]> pictures = [];

    internal ComfyPrompt(string id, JsonNode number, JsonObject graph, JsonObject extraData, IReadOnlyList<string> outputs)
    {
        (Id, Number, Graph, ExtraData, Outputs) = (id, number, graph, extraData, outputs);
        ClientId = extraData["client_id"] is { } client ? client.ToString() : null;
    }

    /// <summary>Need not be unique: the same may be posted twice.</summary>
    public string Id { get; }

    /// <summary>Null: it named none, and parts of its run go to everybody.</summary>
    public string? ClientId { get; }

    /// <summary>As the server keeps it: a number that came as a text is a number here.</summary>
    public JsonObject Graph { get; }

    /// <summary>With what the server adds to it.</summary>
    public JsonObject ExtraData { get; }

    /// <summary>The output nodes that are valid.</summary>
    public IReadOnlyList<string> Outputs { get; }

    public ComfyPromptState State { get; internal set; }

    /// <summary>Steps that its samplers did.</summary>
    public int StepsDone { get; internal set; }

    /// <summary>The masks that its latents got, in the order in which the nodes ran; none of nodes that were cached.</summary>
    public IReadOnlyList<ComfyMask> Masks
    {
        get
        {
            lock (gate)
                return [.. masks];
        }
    }

    /// <summary>The PNGs that its output nodes made, in order; none of nodes that were cached.</summary>
    public IReadOnlyList<byte[]> Pictures
    {
        get
        {
            lock (gate)
                return [.. pictures];
        }
    }

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsOver => State is not (ComfyPromptState.Pending or ComfyPromptState.Running);

    /// <summary>Its place in the queue, less first, as the server writes it.</summary>
    internal JsonNode Number { get; }

    internal double Place => Number.GetValue<double>();

    /// <summary>The inputs of the first node of a class; throws where there is none.</summary>
    public JsonObject Inputs(string nodeClass) =>
        Graph.Select(node => node.Value!.AsObject()).Where(node => node["class_type"]!.GetValue<string>() == nodeClass).Select(node => node["inputs"]!.AsObject()).FirstOrDefault()
        ?? throw new InvalidOperationException($"The graph has no {nodeClass}: {Graph.ToJsonString()}");

    internal void Add(ComfyMask mask)
    {
        lock (gate)
            masks.Add(mask);
    }

    internal void Add(byte[] picture)
    {
        lock (gate)
            pictures.Add(picture);
    }

    /// <summary>As queue and history list it.</summary>
    internal JsonArray Item() => [Number.DeepClone(), Id, Graph.DeepClone(), ExtraData.DeepClone(), new JsonArray([.. Outputs])];
}

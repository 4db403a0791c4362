using System.Text.Json.Nodes;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>The classes of nodes. Those in <c>nodes-recorded.json</c> were recorded; those in <c>nodes-guessed.json</c> are as they are remembered.</summary>
internal static class ComfyNodes
{
    private static readonly Dictionary<string, JsonObject> Known = Read("nodes-recorded").Concat(Read("nodes-guessed")).ToDictionary(node => node.Key, node => node.Value!.AsObject());

    public static IEnumerable<string> Names => Known.Keys;

    public static bool Has(string name) => Known.ContainsKey(name);

    public static bool IsOutput(string name) => Known[name]["output_node"]!.GetValue<bool>();

    public static IReadOnlyList<string> Outputs(string name) => [.. Known[name]["output"]!.AsArray().Select(type => type!.GetValue<string>())];

    /// <summary>What <c>/object_info</c> says of a class, or null where there is no such class.</summary>
    public static JsonObject? Info(string name, FakeComfyUi fake)
    {
        if (!Known.TryGetValue(name, out var known))
            return null;
        var info = (JsonObject)known.DeepClone();
        foreach (var (input, config) in Inputs(info))
        {
            var list = input switch
            {
                "ckpt_name" => fake.Checkpoints,
                "vae_name" => fake.Vaes,
                "sampler_name" => fake.Samplers,
                "scheduler" => fake.Schedulers,
                "image" when config![0] is JsonArray => fake.Files.Names("input"),
                _ => null,
            };
            if (list is not null)
                config![0] = new JsonArray([.. list]);
        }

        return info;
    }

    /// <summary>The inputs of a class, by name; all are required.</summary>
    public static JsonObject Inputs(JsonObject info) => info["input"]!["required"]!.AsObject();

    private static JsonObject Read(string name)
    {
        using var stream = typeof(ComfyNodes).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The resource {name} is missing.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}

using System.Text.Json.Nodes;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>Model folders for the program: genuine exports as they are, without an end, or damaged.</summary>
public static class ModelFolders
{
    /// <summary>No answer reaches this; rotary positions are computed, not looked up, so the Llama export really goes this far.</summary>
    public const int EndlessContext = 200_000;

    private const int NoToken = 1_000_000;

    /// <summary>What the exports of the fixtures hold.</summary>
    public const int FixtureContext = 256;

    public static string Fixture(string name)
    {
        var folder = Repository.PathOf("tests", "GenGateway.Engine.Tests", "Fixtures", "text-models", name);
        return Directory.Exists(folder) ? folder : throw new InvalidOperationException($"There is no model fixture {folder}.");
    }

    /// <summary>Copies a fixture into the models folder under a name.</summary>
    public static string Add(string models, string fixture, string? name = null)
    {
        var target = Directory.CreateDirectory(Path.Combine(models, name ?? fixture)).FullName;
        foreach (var file in Directory.EnumerateFiles(Fixture(fixture)).Where(file => !Path.GetFileName(file).StartsWith("references", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        return target;
    }

    /// <summary>The Llama export with an end token that its vocabulary has not and a context that it never fills: it writes until somebody ends it.</summary>
    public static void AddEndless(string models, string name)
    {
        var folder = Add(models, "llama", name);
        Edit(folder, "config.json", json => json.With("eos_token_id", NoToken).With("max_position_embeddings", EndlessContext));
        Edit(folder, "generation_config.json", json => json.With("eos_token_id", NoToken));
        Edit(folder, "tokenizer_config.json", json => json.With("eos_token", null).With("model_max_length", EndlessContext));
    }

    /// <summary>Leaves only the first half of a file.</summary>
    public static void Truncate(string folder, string file)
    {
        using var stream = File.Open(Path.Combine(folder, file), FileMode.Open, FileAccess.Write);
        stream.SetLength(stream.Length / 2);
    }

    private static void Edit(string folder, string file, Action<JsonObject> edit)
    {
        var path = Path.Combine(folder, file);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        edit(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}

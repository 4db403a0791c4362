using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Engine.Tokenizing;

namespace GenGateway.Engine.Tests.Tokenizing;

/// <summary>The recorded cases of the official implementation; <c>Fixtures/tokenizers/README.md</c> explains the keys.</summary>
internal static class TokenizerFixture
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "tokenizers");

    private static readonly string[] Corpus = [.. Lines("corpus.jsonl").Select(line => line.GetValue<string>())];

    public static string PathOf(string name) => Path.Combine(Folder, name, "tokenizer.json");

    public static Tokenizer Load(string name) => Tokenizer.Load(PathOf(name));

    /// <summary>The tokenizer of a folder with parts of its file changed.</summary>
    public static Tokenizer LoadChanged(string name, Action<JsonObject> change)
    {
        var file = JsonNode.Parse(File.ReadAllBytes(PathOf(name)))!.AsObject();
        change(file);
        return Parse(file.ToJsonString());
    }

    public static Tokenizer Parse(string file) => Tokenizer.Parse(System.Text.Encoding.UTF8.GetBytes(file));

    public static IEnumerable<JsonNode> Lines(string path) =>
        File.ReadLines(Path.Combine(Folder, path)).Select(line => JsonNode.Parse(line)!);

    public static IEnumerable<JsonNode> Cases(string name) => Lines(Path.Combine(name, "cases.jsonl"));

    public static string? TextOf(JsonNode line) => line["t"]?.GetValue<string>() ?? (line["s"] is { } index ? Corpus[(int)index] : null);

    public static int[] Ids(JsonNode node) => node.Deserialize<int[]>()!;
}

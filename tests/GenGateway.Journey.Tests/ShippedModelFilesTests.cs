using System.Security.Cryptography;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>The shipped model is the one that its recipe and its hashes describe.</summary>
public sealed class ShippedModelFilesTests : JourneyTest
{
    private const long MostBytes = 10 * 1024 * 1024;

    private static readonly string Folder = Repository.PathOf("models", "tiny-chat");

    private static string Published => Path.Combine(Path.GetDirectoryName(Repository.Program)!, "models", "tiny-chat");

    [Fact]
    public async Task Its_files_have_the_hashes_that_are_written_down()
    {
        var sums = await SumsAsync();
        Assert.Contains("model.onnx", sums.Keys);
        Assert.Contains("tokenizer.json", sums.Keys);
        // What the recipe makes on its way is not kept; what is published leaves the recipe out.
        foreach (var (folder, leftOut) in new[] { (Folder, "recipe/work/"), (Published, "recipe/") })
        {
            foreach (var (name, sum) in sums.Where(one => !one.Key.StartsWith(leftOut, StringComparison.Ordinal)))
            {
                var path = Path.Combine(folder, name);
                Assert.True(File.Exists(path), $"SHA256SUMS describes {path}, which is not there.");
                Assert.True(sum == await HashAsync(path), $"{path} is not the file that SHA256SUMS describes.");
            }
        }
    }

    [Fact]
    public void What_is_shipped_is_small()
    {
        foreach (var folder in new[] { Folder, Published })
            Assert.InRange(new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length), 1, MostBytes);
    }

    [Fact]
    public async Task The_recipe_makes_the_same_training_text_and_no_held_out_question_is_in_it()
    {
        var folder = Directory.CreateTempSubdirectory("gengateway-corpus-");
        try
        {
            var corpus = Path.Combine(folder.FullName, "corpus.jsonl");
            var made = await ChildProgram.RunAsync("python3", [Path.Combine("recipe", "generate.py"), "--out", corpus], Folder, Token);
            Assert.True(made.ExitCode == 0, made.Text);
            var written = (await File.ReadAllTextAsync(Path.Combine(Folder, "recipe", "corpus.sha256"), Token)).Split(' ', '\n')[0];
            Assert.Equal(written, await HashAsync(corpus));

            var check = await ChildProgram.RunAsync("python3", [Path.Combine("recipe", "check_held_out.py"), "--corpus", corpus], Folder, Token);
            Assert.True(check.ExitCode == 0, check.Text);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> HashAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, TestContext.Current.CancellationToken));
    }

    private async Task<Dictionary<string, string>> SumsAsync() =>
        (await File.ReadAllLinesAsync(Path.Combine(Folder, "SHA256SUMS"), Token))
            .Select(line => line.Split([' ', '*'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[1], parts => parts[0].ToLowerInvariant());
}

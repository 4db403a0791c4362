using System.Text.Json;
using System.Text.RegularExpressions;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>What the README tells users to type works, character for character but for the address.</summary>
public sealed partial class ReadmeTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private const string Documented = "http://127.0.0.1:8080";

    // Both programs ask which port it listens on.
    private const string RightAnswer = "8080";

    public static TheoryData<int, string> Examples()
    {
        var examples = new TheoryData<int, string>();
        foreach (Match match in Marked().Matches(File.ReadAllText(Repository.PathOf("README.md"))))
            examples.Add(examples.Count + 1, match.Groups["code"].Value);
        return examples;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_marked_example_runs_and_is_answered(int number, string code)
    {
        Assert.Contains(Documented, code, StringComparison.Ordinal);

        // A program of its own, as the reader's is: some of the examples change it.
        var gateway = await StartAsync();
        var run = await ChildProgram.RunAsync("bash", ["-euo", "pipefail", "-c", Here(code, gateway)], gateway.WorkingDirectory, Token);

        Assert.True(run.ExitCode == 0, $"Example {number}: {run.Text}");
        if (code.Contains("\"stream\":true", StringComparison.Ordinal))
        {
            Assert.EndsWith("data: [DONE]", run.Output.TrimEnd(), StringComparison.Ordinal);
            Assert.DoesNotContain("\"error\"", run.Output, StringComparison.Ordinal);
        }
        else
        {
            // A job has the member from the beginning, and nothing in it.
            Assert.False(LogLine.Parse(run.Output).TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null, run.Output);
        }
    }

    [Fact]
    public async Task The_JavaScript_example_runs_and_is_answered()
    {
        var code = Script().Match(File.ReadAllText(Repository.PathOf("README.md"))).Groups["code"].Value;
        Assert.Contains(Documented, code, StringComparison.Ordinal);

        var run = await ChildProgram.RunAsync("node", ["--input-type=module", "-e", Here(code)], Repository.PathOf("tests", "clients"), Token);

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Contains(RightAnswer, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_CSharp_example_is_the_one_that_runs_here_and_is_answered()
    {
        var printed = Program().Match(await File.ReadAllTextAsync(Repository.PathOf("README.md"), Token)).Groups["code"].Value;
        var source = await File.ReadAllLinesAsync(Repository.PathOf("tests", "GenGateway.Journey.Tests", "Harness", "ReadmeProgram.cs"), Token);
        var run = source.SkipWhile(line => line.Trim() != "// <readme>").Skip(1).TakeWhile(line => line.Trim() != "// </readme>").Select(line => line.Trim());
        Assert.Equal(
            printed.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal)),
            run.Select(line => line.Replace("new Uri(endpoint)", $"new Uri(\"{Documented}/v1\")", StringComparison.Ordinal)));

        await using var answer = new StringWriter();
        await ReadmeProgram.RunAsync(Here($"{Documented}/v1"), answer);

        Assert.Contains(RightAnswer, answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_curl_of_the_README_is_marked()
    {
        var text = File.ReadAllText(Repository.PathOf("README.md"));

        Assert.NotEmpty(Marked().Matches(text));
        Assert.Equal(Block().Matches(text).Count(match => match.Groups["code"].Value.Contains("curl ", StringComparison.Ordinal)), Marked().Count(text));
    }

    private string Here(string code) => Here(code, Gateway);

    private static string Here(string code, GatewayProcess gateway) => code.Replace(Documented, gateway.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();

    [GeneratedRegex(@"```javascript\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex(@"<!-- tested -->\s*\n```bash\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Marked();

    [GeneratedRegex(@"^```bash\n(?<code>.*?)\n```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}

using System.Text.RegularExpressions;

namespace GenGateway.Tests.Architecture;

/// <summary>Stages do not know each other: what each folder of the road may use stands here and nowhere else.</summary>
public sealed partial class StageTableTests
{
    private static readonly string[] Shared = ["Journey", "Errors", "Telemetry", "Configuration"];

    [Fact]
    public void A_stage_uses_the_journey_errors_telemetry_configuration_and_itself_only()
    {
        var root = Path.Combine(Repository.Root, "src", "GenGateway");
        var stages = Directory.GetDirectories(root).Select(Path.GetFileName).OfType<string>().ToHashSet();
        var crossings =
            from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            let home = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0]
            from use in Uses(File.ReadAllText(file), stages)
            where use != home && !Allowed(home).Contains(use)
            select $"{Path.GetRelativePath(root, file)} uses {use}";

        Assert.Empty(crossings.Distinct());
    }

    /// <summary>Errors stand alone; the journey's seams know errors; configuration knows nothing of the road.</summary>
    private static string[] Allowed(string home) => home switch
    {
        "Errors" => [],
        "Configuration" => ["Errors"],
        "Telemetry" => ["Errors", "Configuration"],
        "Journey" => ["Errors", "Telemetry"],
        _ => Shared,
    };

    private static IEnumerable<string> Uses(string code, HashSet<string> stages) =>
        Names().Matches(code).Select(match => match.Groups["stage"].Value).Where(stages.Contains);

    // A using line, a full name, or a relative name such as Dispatching.Dispatcher.
    [GeneratedRegex(@"(?<![\w.])(?:GenGateway\.)?(?<stage>[A-Z]\w+)(?=\.[A-Z]|;)")]
    private static partial Regex Names();
}

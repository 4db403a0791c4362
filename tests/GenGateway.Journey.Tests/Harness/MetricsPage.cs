using System.Globalization;
using System.Text.RegularExpressions;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>A page of Prometheus text, read as far as the tests need it.</summary>
public sealed partial class MetricsPage
{
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> samples = [];

    public static MetricsPage Parse(string text)
    {
        var page = new MetricsPage();
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var match = Sample().Match(line);
            Assert.True(match.Success, $"This line of /metrics is no sample: {line}");
            var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value);
            page.samples.Add((match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)));
        }

        return page;
    }

    /// <summary>The sum over all series of this name that carry the label; 0 where there is none yet.</summary>
    public double Sum(string name, string label, string value) =>
        samples.Where(sample => sample.Name == name && sample.Labels.GetValueOrDefault(label) == value).Sum(sample => sample.Value);

    /// <summary>The sum over all series of this name.</summary>
    public double Sum(string name) => samples.Where(sample => sample.Name == name).Sum(sample => sample.Value);

    public bool Has(string name) => samples.Exists(sample => sample.Name == name);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>[-+\w.]+)(?: \d+)?$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""(?<name>\w+)="(?<value>(?:[^"\\]|\\.)*)"(?:,|$)""")]
    private static partial Regex Label();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace GenGateway.Tests.Telemetry;

/// <summary>Reads a page of metrics as strictly as the two formats are written down: whatever is not allowed fails the test.</summary>
internal sealed partial class Exposition
{
    private readonly bool _openMetrics;
    private readonly Dictionary<string, string> _families = [];
    private readonly Dictionary<string, double> _samples = [];
    private string _family = "";
    private string _help = "";

    private Exposition(bool openMetrics) => _openMetrics = openMetrics;

    public IReadOnlyDictionary<string, string> Families => _families;

    /// <summary>By name and labels as they stand there.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    public static Exposition Read(string text, bool openMetrics)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var page = new Exposition(openMetrics);
        var lines = text[..^1].Split('\n');
        if (openMetrics)
        {
            Assert.Equal("# EOF", lines[^1]);
            lines = lines[..^1];
        }

        foreach (var line in lines)
            page.Take(line);
        page.CheckHistograms();
        return page;
    }

    private void Take(string line)
    {
        if (Help().Match(line) is { Success: true } help)
        {
            _help = help.Groups["name"].Value;
            Assert.False(_families.ContainsKey(_help), $"A family is told twice: {line}");
            Assert.DoesNotMatch(@"\\[^\\n""]", help.Groups["text"].Value.Replace(@"\\", "", StringComparison.Ordinal));
            return;
        }

        if (Type().Match(line) is { Success: true } type)
        {
            _family = type.Groups["name"].Value;
            Assert.Equal(_help, _family);
            Assert.True(_families.TryAdd(_family, type.Groups["kind"].Value), $"A family is told twice: {line}");
            if (_openMetrics)
                Assert.False(_family.EndsWith("_total", StringComparison.Ordinal), $"OpenMetrics' families have no ending: {line}");
            return;
        }

        var sample = Sample().Match(line);
        Assert.True(sample.Success, $"This is no line of the format: {line}");
        TakeSample(line, sample);
    }

    private void TakeSample(string line, Match sample)
    {
        var name = sample.Groups["name"].Value;
        var allowed = _families[_family] switch
        {
            "counter" => _openMetrics ? [$"{_family}_total"] : new[] { _family },
            "gauge" => [_family],
            _ => [$"{_family}_bucket", $"{_family}_sum", $"{_family}_count"],
        };
        Assert.True(allowed.Contains(name), $"This sample does not belong to the family {_family} before it: {line}");
        var labels = Label().Matches(sample.Groups["labels"].Value);
        Assert.Equal(sample.Groups["labels"].Value, string.Join(',', labels.Select(static label => label.Value.TrimEnd(','))));
        Assert.Equal(labels.Count, labels.Select(static label => label.Groups["name"].Value).Distinct().Count());
        foreach (Match label in labels)
        {
            if (label.Groups["name"].Value == "le" && _openMetrics && label.Groups["value"].Value != "+Inf")
                Assert.Matches(@"^\d+\.\d+$|e-?\d+$|E-?\d+$", label.Groups["value"].Value);
        }

        var value = sample.Groups["value"].Value switch { "+Inf" => double.PositiveInfinity, "-Inf" => double.NegativeInfinity, var text => double.Parse(text, CultureInfo.InvariantCulture) };
        if (_families[_family] == "counter")
            Assert.True(value >= 0, $"A counter below zero: {line}");
        Assert.True(_samples.TryAdd(line[..line.LastIndexOf(' ')], value), $"A series is told twice: {line}");
    }

    private void CheckHistograms()
    {
        foreach (var (family, _) in _families.Where(static pair => pair.Value == "histogram"))
        {
            var last = 0.0;
            foreach (var (series, value) in _samples.Where(pair => pair.Key.StartsWith($"{family}_bucket{{", StringComparison.Ordinal)))
            {
                Assert.True(value >= last, $"A bucket holds less than the one before: {series}");
                last = value;
                if (!series.EndsWith("le=\"+Inf\"}", StringComparison.Ordinal))
                    continue;
                var labels = series[(family.Length + "_bucket".Length)..].Replace(",le=\"+Inf\"", "", StringComparison.Ordinal).Replace("{le=\"+Inf\"}", "", StringComparison.Ordinal);
                Assert.Equal(value, _samples[$"{family}_count{labels}"]);
                Assert.True(_samples.ContainsKey($"{family}_sum{labels}"), series);
                last = 0;
            }
        }
    }

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.*)$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<kind>counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>[^}]*(?:"[^"]*")?[^}]*)\})? (?<value>[-+]?(?:\d+(?:\.\d+)?(?:E[-+]?\d+)?|Inf)|NaN)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(?:[^"\\\n]|\\[\\n"])*)"(?:,|$)""")]
    private static partial Regex Label();
}

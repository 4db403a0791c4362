namespace GenGateway.Configuration;

/// <summary>Keeps account of which names are bound, and says of every other one that was written whether it is known for later or wrong.</summary>
internal sealed class SettingNames
{
    private readonly HashSet<string> _asked = [];
    private readonly Dictionary<string, List<string>> _bySection = [];
    private readonly List<(ConfigNode Node, string Name, string Section)> _left = [];

    public void Asked(string section, string name)
    {
        if (!_asked.Add(ConfigNode.Join(section, name))) return;
        if (!_bySection.TryGetValue(section, out var names)) _bySection[section] = names = [];
        names.Add(name);
    }

    public bool IsAsked(string path) => _asked.Contains(path);

    public void Leave(ConfigNode node, string name, string section) => _left.Add((node, name, section));

    /// <summary>Reports every name that was left: unknown ones as errors, known ones in one warning.</summary>
    public void Settle(LoadReport report)
    {
        var later = new List<string>();
        foreach (var (node, name, section) in _left)
        {
            var known = PendingSettings.Root.Find(section)?.Child(name);
            if (known is null)
            {
                Unknown(node, name, section, report);
            }
            else
            {
                Check(node, known, report);
                later.Add(node.Path);
            }
        }

        if (later.Count > 0) report.Warnings.Add($"not yet in effect: {string.Join(", ", later)}");
    }

    private void Check(ConfigNode node, PendingSetting known, LoadReport report)
    {
        foreach (var item in node.Items) Check(item, known, report);
        if (known.TakesAnything) return;
        foreach (var (name, child) in node.Children)
        {
            if (known.Child(name) is { } next)
            {
                Check(child, next, report);
            }
            else if (known.Names.Any())
            {
                Unknown(child, name, node.Path, report, known.Names);
            }
            else
            {
                report.Error(child.Origin, child.Path, $"{node.Path} takes a value, not a section");
            }
        }
    }

    private void Unknown(ConfigNode node, string name, string section, LoadReport report, IEnumerable<string>? names = null)
    {
        names ??= (PendingSettings.Root.Find(section)?.Names ?? []).Concat(_bySection.GetValueOrDefault(section, []));
        var hint = Elsewhere(name) is { } place
            ? $"did you mean {place}?"
            : NearestName.Find(name, names) is { } near
                ? $"did you mean {ConfigNode.Join(section, near)}?"
                : $"known here: {string.Join(", ", names.Distinct().Order(StringComparer.Ordinal))}";
        report.Error(node.Origin, ConfigNode.Join(section, name), $"not a setting; {hint}");
    }

    // Right name, wrong section: port at the top, for example.
    private string? Elsewhere(string name)
    {
        string[] places = [.. _asked.Concat(PendingSettings.Root.Paths()).Where(path => path.EndsWith("." + name, StringComparison.Ordinal)).Distinct().Take(2)];
        return places is [var only] ? only : null;
    }
}

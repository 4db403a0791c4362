namespace GenGateway.Configuration;

/// <summary>Keeps account of which names are known, and says of every other one that was written that it is wrong.</summary>
/// <remarks>The binders ask for every name that there is, also for those that are not in effect yet; what nobody asked for is no setting.</remarks>
internal sealed class SettingNames
{
    private const int MostNamed = 2;

    private readonly HashSet<string> _asked = [];
    private readonly Dictionary<string, List<string>> _bySection = [];
    private readonly Dictionary<string, ConfigNode> _sections = [];
    private readonly List<(string Path, string? Section)> _later = [];

    /// <summary>Where the settings are described while the documents are made; null while a configuration is read.</summary>
    public SettingCatalog? Catalog { get; init; }

    public void Asked(string section, string name)
    {
        if (!_asked.Add(ConfigNode.Join(section, name))) return;
        if (!_bySection.TryGetValue(section, out var names)) _bySection[section] = names = [];
        names.Add(name);
    }

    /// <summary>A section whose names are known once everything is bound.</summary>
    public void Opened(string path, ConfigNode section) => _sections[path] = section;

    /// <summary>A setting that was written and has no effect yet.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="section">The outermost section of which nothing has an effect yet; null = there is none.</param>
    public void Later(string path, string? section)
    {
        if (!_later.Contains((path, section))) _later.Add((path, section));
    }

    /// <summary>Reports every name that nobody asked for as an error, and those for later in one warning.</summary>
    public void Settle(LoadReport report)
    {
        foreach (var (path, section) in _sections)
        {
            foreach (var (name, child) in section.Children)
            {
                if (!_asked.Contains(ConfigNode.Join(path, name))) Unknown(child, name, path, report);
            }
        }

        // A few are named; a section that is written out stands for what is in it.
        var sizes = _later.CountBy(later => later.Section ?? "").ToDictionary();
        var words = _later.Select(later => later.Section is { } section && sizes[section] > MostNamed ? section : later.Path).Distinct();
        if (_later.Count > 0) report.Warnings.Add($"not yet in effect: {string.Join(", ", words)}");
    }

    private void Unknown(ConfigNode node, string name, string section, LoadReport report)
    {
        var names = _bySection.GetValueOrDefault(section, []);
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
        string[] places = [.. _asked.Where(path => path.EndsWith("." + name, StringComparison.Ordinal)).Take(2)];
        return places is [var only] ? only : null;
    }
}

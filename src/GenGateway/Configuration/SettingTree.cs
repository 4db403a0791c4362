using System.Globalization;

namespace GenGateway.Configuration;

/// <summary>Builds nodes out of single settings with dotted paths, as environment and command line give them.</summary>
internal sealed class SettingTree(LoadReport report)
{
    private const int MostSegments = 16;

    private readonly Branch _root = new(default);

    /// <summary>Adds a setting; <paramref name="again"/> says whether a later one replaces an earlier one.</summary>
    public void Add(string path, ConfigOrigin origin, string text, bool again = false)
    {
        var segments = path.Split('.');
        if (segments.Length > MostSegments || segments.Any(string.IsNullOrWhiteSpace))
        {
            report.Error(origin, "", "not the name of a setting; it is written like server.port, in the environment GEN_GATEWAY__SERVER__PORT");
            return;
        }

        var branch = _root;
        foreach (var segment in segments)
        {
            if (!branch.Children.TryGetValue(segment, out var next)) branch.Children[segment] = next = new Branch(origin);
            branch = next;
        }

        if (branch.Text is not null && !again)
        {
            report.Error(origin, path, $"also set by {branch.Origin}; keep one of them");
            return;
        }

        branch.Origin = origin;
        branch.Text = text;
    }

    /// <summary>What was added, as one root section.</summary>
    public ConfigNode ToNode() => ToNode(_root, "");

    private ConfigNode ToNode(Branch branch, string path)
    {
        if (branch.Text is not null && branch.Children.Count > 0)
        {
            report.Error(branch.Origin, path, $"set as one value here and part by part by {branch.Children.Values.First().Origin}; keep one of them");
        }

        if (branch.Text is not null) return ConfigNode.Value(path, branch.Origin, branch.Text, commasMakeLists: true);

        // A__0, A__1: a list, in the order of the numbers; gaps close.
        if (branch.Children.Count > 0 && branch.Children.Keys.All(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            var items = branch.Children.OrderBy(child => int.Parse(child.Key, CultureInfo.InvariantCulture)).Select((child, i) => ToNode(child.Value, $"{path}[{i}]"));
            return ConfigNode.List(path, branch.Origin, [.. items]);
        }

        return ConfigNode.Section(path, branch.Origin, branch.Children.ToDictionary(child => child.Key, child => ToNode(child.Value, ConfigNode.Join(path, child.Key))));
    }

    private sealed class Branch(ConfigOrigin origin)
    {
        public ConfigOrigin Origin { get; set; } = origin;

        public string? Text { get; set; }

        public Dictionary<string, Branch> Children { get; } = [];
    }
}

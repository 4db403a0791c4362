namespace GenGateway.Configuration;

/// <summary>One setting, list or section as some source wrote it, with the place where it stands.</summary>
/// <remarks>Immutable. Values stay text: what they must be is known only to the binder.</remarks>
internal sealed class ConfigNode
{
    private static readonly IReadOnlyDictionary<string, ConfigNode> NoChildren = new Dictionary<string, ConfigNode>();

    private ConfigNode(ConfigNodeKind kind, string path, ConfigOrigin origin)
    {
        Kind = kind;
        Path = path;
        Origin = origin;
    }

    public ConfigNodeKind Kind { get; }

    public string Path { get; }

    public ConfigOrigin Origin { get; }

    public string Text { get; private init; } = "";

    /// <summary>Whether the source knows no lists, so that commas separate one (environment, command line).</summary>
    public bool CommasMakeLists { get; private init; }

    /// <summary>Of a source that knows types (JSON): whether it is a text, or a number, true or false; null where every value is text.</summary>
    public bool? IsTextType { get; private init; }

    /// <summary>Of a source where quotes make a text of what else would be a number, true or false (YAML, TOML): whether there were any.</summary>
    public bool IsQuoted { get; private init; }

    public IReadOnlyList<ConfigNode> Items { get; private init; } = [];

    /// <summary>The section's settings, in the order in which they were written.</summary>
    public IReadOnlyDictionary<string, ConfigNode> Children { get; private init; } = NoChildren;

    public static ConfigNode Nothing(string path, ConfigOrigin origin) => new(ConfigNodeKind.Nothing, path, origin);

    public static ConfigNode Value(string path, ConfigOrigin origin, string text, bool commasMakeLists = false, bool isQuoted = false) =>
        new(ConfigNodeKind.Value, path, origin) { Text = text, CommasMakeLists = commasMakeLists, IsQuoted = isQuoted };

    /// <summary>A value of a source that knows types.</summary>
    /// <param name="path">Its setting.</param>
    /// <param name="origin">Where it stands.</param>
    /// <param name="text">What it says.</param>
    /// <param name="isText">Whether it is a text; else a number, true or false.</param>
    public static ConfigNode Typed(string path, ConfigOrigin origin, string text, bool isText) => new(ConfigNodeKind.Value, path, origin) { Text = text, IsTextType = isText };

    public static ConfigNode List(string path, ConfigOrigin origin, IReadOnlyList<ConfigNode> items) =>
        new(ConfigNodeKind.List, path, origin) { Items = items };

    public static ConfigNode Section(string path, ConfigOrigin origin, IReadOnlyDictionary<string, ConfigNode> children) =>
        new(ConfigNodeKind.Section, path, origin) { Children = children };

    public static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    /// <summary>This, with <paramref name="higher"/> laid over it: sections join, anything else is replaced as a whole.</summary>
    public ConfigNode Overlay(ConfigNode higher)
    {
        if (higher.Kind == ConfigNodeKind.Nothing) return this;
        if (Kind != ConfigNodeKind.Section || higher.Kind != ConfigNodeKind.Section) return higher;

        var children = new Dictionary<string, ConfigNode>(Children);
        foreach (var (name, child) in higher.Children)
        {
            children[name] = children.TryGetValue(name, out var lower) ? lower.Overlay(child) : child;
        }

        return Section(Path, Children.Count == 0 ? higher.Origin : Origin, children);
    }
}

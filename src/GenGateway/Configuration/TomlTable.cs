namespace GenGateway.Configuration;

/// <summary>A table while TOML is read: it may be added to from several places of the file.</summary>
internal sealed class TomlTable(ConfigOrigin origin)
{
    // A value, a table, or the tables of [[...]].
    private readonly Dictionary<string, object> _entries = [];

    public ConfigOrigin Origin { get; private set; } = origin;

    /// <summary>Whether a header of its own was seen.</summary>
    public bool IsBegun { get; private set; }

    public void Begin(ConfigOrigin origin)
    {
        IsBegun = true;
        Origin = origin;
    }

    /// <summary>False where the name is taken.</summary>
    public bool Set(string key, ConfigNode value) => _entries.TryAdd(key, value);

    /// <summary>The table below, made where there is none, the last one of a list; null where the name holds a value.</summary>
    public TomlTable? Table(string key, ConfigOrigin origin)
    {
        if (!_entries.TryGetValue(key, out var entry)) _entries[key] = entry = new TomlTable(origin);
        return entry as TomlTable ?? (entry as List<TomlTable>)?[^1];
    }

    /// <summary>One more table of a list; null where the name holds something else.</summary>
    public TomlTable? AddItem(string key, ConfigOrigin origin)
    {
        if (!_entries.TryGetValue(key, out var entry)) _entries[key] = entry = new List<TomlTable>();
        if (entry is not List<TomlTable> list) return null;
        var added = new TomlTable(origin);
        added.Begin(origin);
        list.Add(added);
        return added;
    }

    public ConfigNode ToNode(string path) => ConfigNode.Section(
        path,
        Origin,
        _entries.ToDictionary(entry => entry.Key, entry => ToNode(entry.Value, ConfigNode.Join(path, entry.Key))));

    private static ConfigNode ToNode(object entry, string path) => entry switch
    {
        TomlTable table => table.ToNode(path),
        List<TomlTable> list => ConfigNode.List(path, list[0].Origin, [.. list.Select((table, i) => table.ToNode($"{path}[{i}]"))]),
        ConfigNode value => Placed(value, path),
        _ => throw new InvalidOperationException("A table holds values, tables and lists of tables."),
    };

    private static ConfigNode Placed(ConfigNode value, string path) => value.Kind == ConfigNodeKind.List
        ? ConfigNode.List(path, value.Origin, [.. value.Items.Select((item, i) => Placed(item, $"{path}[{i}]"))])
        : ConfigNode.Value(path, value.Origin, value.Text, isQuoted: value.IsQuoted);
}

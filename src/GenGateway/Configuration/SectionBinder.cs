using System.Globalization;

namespace GenGateway.Configuration;

/// <summary>Reads the settings of one section; what was never asked for is afterwards either known for later or wrong.</summary>
internal sealed class SectionBinder
{
    private readonly ConfigNode? _section;
    private readonly string _path;
    private readonly SettingNames _names;
    private readonly LoadReport _report;

    public SectionBinder(ConfigNode? section, string path, SettingNames names, LoadReport report)
    {
        _path = path;
        _names = names;
        _report = report;
        if (section is { Kind: ConfigNodeKind.Value or ConfigNodeKind.List })
        {
            report.Error(section.Origin, path, "this is a section; write its settings as lines of name: value, indented below it");
        }
        else
        {
            _section = section;
        }
    }

    public SectionBinder Section(string name) => new(Ask(name), Path(name), _names, _report);

    public bool Flag(string name, bool otherwise)
    {
        if (Single(name, "true or false") is not { } node) return otherwise;
        switch (node.Text.ToLowerInvariant())
        {
            case "true" or "yes" or "on" or "1": return true;
            case "false" or "no" or "off" or "0": return false;
            default:
                Wrong(node, "must be true or false");
                return otherwise;
        }
    }

    public int Number(string name, int otherwise, int least, int most, string? meaning = null) => (int)Number(name, (long)otherwise, least, most, meaning);

    public long Number(string name, long otherwise, long least, long most, string? meaning = null)
    {
        var limit = $"must be a whole number from {least} to {most}" + (meaning is null ? "" : $" ({meaning})");
        if (Single(name, "a whole number") is not { } node) return otherwise;
        if (long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Wrong(node, $"{limit}; without this line it is {otherwise}");
        return otherwise;
    }

    public string Text(string name, string otherwise, Func<string, string?> problemOf)
    {
        if (Single(name, "a text") is not { } node) return otherwise;
        if (problemOf(node.Text) is not { } problem) return node.Text;
        Wrong(node, problem);
        return otherwise;
    }

    public string? TextOrNull(string name) => Single(name, "a text") is { Text.Length: > 0 } node ? node.Text : null;

    public T Choice<T>(string name, T otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (Single(name, "a word") is not { } node) return otherwise;
        var words = new List<string>();
        foreach (var (word, value) in choices)
        {
            if (string.Equals(word, node.Text, StringComparison.OrdinalIgnoreCase)) return value;
            words.Add(word);
        }

        Wrong(node, $"must be one of {string.Join(", ", words)}" + (NearestName.Find(node.Text, words) is { } near ? $"; did you mean {near}?" : ""));
        return otherwise;
    }

    public IReadOnlyList<string> Texts(string name, Func<string, string?> problemOf)
    {
        var texts = new List<string>();
        foreach (var node in Items(name))
        {
            if (node.Kind != ConfigNodeKind.Value)
            {
                _report.Error(node.Origin, node.Path, "must be one text, not a list or a section");
            }
            else if (problemOf(node.Text) is { } problem)
            {
                Wrong(node, problem);
            }
            else
            {
                texts.Add(node.Text);
            }
        }

        return texts;
    }

    /// <summary>The items of a list, or what commas separate where the source knows no lists.</summary>
    public IEnumerable<ConfigNode> Items(string name)
    {
        switch (Ask(name))
        {
            case null or { Kind: ConfigNodeKind.Nothing }:
                return [];
            case { Kind: ConfigNodeKind.List } list:
                return list.Items;
            case { Kind: ConfigNodeKind.Value, CommasMakeLists: true } value:
                return value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select((text, i) => ConfigNode.Value($"{value.Path}[{i}]", value.Origin, text));
            case var other:
                // The value is not shown: it may be a key.
                _report.Error(other.Origin, other.Path, "must be a list: lines of '- item' below it, or [item, item] behind it");
                return [];
        }
    }

    /// <summary>Gives what was written here and not asked for to the account of names.</summary>
    public void Finish()
    {
        foreach (var (name, child) in _section?.Children ?? new Dictionary<string, ConfigNode>())
        {
            if (!_names.IsAsked(Path(name))) _names.Leave(child, name, _path);
        }
    }

    private string Path(string name) => ConfigNode.Join(_path, name);

    private ConfigNode? Ask(string name)
    {
        _names.Asked(_path, name);
        return _section?.Children.GetValueOrDefault(name);
    }

    private ConfigNode? Single(string name, string what)
    {
        switch (Ask(name))
        {
            case null or { Kind: ConfigNodeKind.Nothing }:
                return null;
            case { Kind: ConfigNodeKind.Value } value:
                return value;
            case var other:
                _report.Error(other.Origin, other.Path, $"must be {what}, not a {(other.Kind == ConfigNodeKind.List ? "list" : "section")}");
                return null;
        }
    }

    private void Wrong(ConfigNode node, string limit) => _report.Error(node.Origin, node.Path, $"{ConfigText.Show(node.Text)} {limit}");
}

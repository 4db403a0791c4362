using System.Globalization;

namespace GenGateway.Configuration;

/// <summary>Reads the settings of one section; what was never asked for is afterwards told to be no setting.</summary>
/// <remarks>Where something is wrong the report says so and the default stands in.</remarks>
internal sealed class SectionBinder
{
    private const string AText = "a text";
    private const string AWord = "a word";

    // In the documents a name that the user chooses.
    private const string AnyName = "<name>";

    private readonly ConfigNode? _section;
    private readonly string _path;
    private readonly SettingNames _names;
    private readonly LoadReport _report;
    private readonly bool _later;

    // The outermost section of which nothing has an effect yet, where this is in one.
    private readonly string? _laterSection;

    public SectionBinder(ConfigNode? section, string path, SettingNames names, LoadReport report)
        : this(section, path, names, report, later: false, laterSection: null)
    {
    }

    private SectionBinder(ConfigNode? section, string path, SettingNames names, LoadReport report, bool later, string? laterSection)
    {
        _laterSection = laterSection;
        _path = path;
        _names = names;
        _report = report;
        _later = later;
        if (section is { Kind: ConfigNodeKind.Value or ConfigNodeKind.List })
        {
            report.Error(section.Origin, path, "this is a section; write its settings as lines of name: value, indented below it");
        }
        else if (section is not null)
        {
            _section = section;
            names.Opened(path, section);
        }
    }

    /// <summary>The same section for settings that are known, checked, and without effect yet: each that is written is named once.</summary>
    public SectionBinder Later => new(_section, _path, _names, _report, later: true, _laterSection);

    public LoadReport Report => _report;

    /// <summary>Whether settings are only described, for the documents.</summary>
    public bool IsDescribed => _names.Catalog is not null;

    /// <summary>Where the section stands.</summary>
    public ConfigOrigin Origin => _section?.Origin ?? default;

    public SectionBinder Section(string name) => Below(name, Ask(name, isSection: true), Path(name));

    /// <summary>Whether something stands behind the name.</summary>
    public bool IsWritten(string name) => _section?.Children.GetValueOrDefault(name) is { } node && IsWritten(node);

    /// <summary>Whether a list stands behind the name.</summary>
    public bool IsList(string name) => _section?.Children.GetValueOrDefault(name) is { Kind: ConfigNodeKind.List };

    /// <summary>The names that stand in the section.</summary>
    public IEnumerable<string> WrittenNames => _section?.Children.Keys ?? [];

    /// <summary>Where the name stands, else where the section does.</summary>
    public ConfigOrigin OriginOf(string name) => _section?.Children.GetValueOrDefault(name)?.Origin ?? Origin;

    /// <summary>Reports what is wrong with a setting of this section.</summary>
    /// <param name="name">The setting; empty for the section itself.</param>
    /// <param name="problem">What is wrong and the way out.</param>
    public void Error(string name, string problem) => _report.Error(OriginOf(name), name.Length == 0 ? _path : Path(name), problem);

    /// <summary>Names a setting whose value is read but without effect yet.</summary>
    public void NotYet(string name) => _names.Later(Path(name), null);

    public bool Flag(string name, bool otherwise)
    {
        Describe(name, "true or false", otherwise ? "true" : "false");
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
        var text = otherwise.ToString(CultureInfo.InvariantCulture);
        return NumberOrNull(name, least, most, meaning, text, $"; without this line it is {text}") ?? otherwise;
    }

    public long? NumberOrNull(string name, long least, long most, string? meaning = null, string otherwise = "", string consequence = "")
    {
        var range = $"{least} to {most}" + (meaning is null ? "" : $" ({meaning})");
        Describe(name, "whole number", otherwise, range);
        if (Single(name, "a whole number") is not { } node) return null;
        if (long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Wrong(node, $"must be a whole number from {range}{consequence}");
        return null;
    }

    public TimeSpan Seconds(string name, int otherwise, int least, int most) => TimeSpan.FromSeconds(Number(name, otherwise, least, most));

    public TimeSpan? MillisecondsOrNull(string name, long most, long? otherwise = null) =>
        NumberOrNull(name, 1, most, null, otherwise?.ToString(CultureInfo.InvariantCulture) ?? "") is { } written ? TimeSpan.FromMilliseconds(written)
        : otherwise is { } standing ? TimeSpan.FromMilliseconds(standing) : null;

    public decimal? DecimalOrNull(string name, decimal least, decimal most, string otherwise = "")
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        Describe(name, "number", otherwise, range);
        if (Single(name, "a number") is not { } node) return null;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (decimal.TryParse(node.Text, styles, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Wrong(node, $"must be a number from {range}, with a point before its fraction");
        return null;
    }

    public string Text(string name, string otherwise, Func<string, string?> problemOf, string range = "")
    {
        Describe(name, "text", otherwise, range);
        if (Single(name, AText) is not { } node) return otherwise;
        if (problemOf(node.Text) is not { } problem) return node.Text;
        Wrong(node, problem);
        return otherwise;
    }

    public string? TextOrNull(string name, Func<string, string?>? problemOf = null, string range = "")
    {
        Describe(name, "text", "", range);
        if (Single(name, AText) is not { Text.Length: > 0 } node) return null;
        if (problemOf?.Invoke(node.Text) is not { } problem) return node.Text;
        Wrong(node, problem);
        return null;
    }

    /// <summary>A text that must not be shown, whatever is wrong with it.</summary>
    public Secret? SecretOrNull(string name)
    {
        Describe(name, "text", "");
        return Single(name, AText) is { Text.Length: > 0 } node ? new Secret(node.Text) : null;
    }

    public T Choice<T>(string name, T otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        var words = new List<string>();
        var standing = "";
        foreach (var (word, value) in choices)
        {
            words.Add(word);
            if (EqualityComparer<T>.Default.Equals(value, otherwise)) standing = word;
        }

        Describe(name, "word", standing, string.Join(", ", words));
        if (Single(name, AWord) is not { } node) return otherwise;
        foreach (var (word, value) in choices)
        {
            if (string.Equals(word, node.Text, StringComparison.OrdinalIgnoreCase)) return value;
        }

        Wrong(node, SettingRules.OneOf(node.Text, words)!);
        return otherwise;
    }

    public IReadOnlyList<string> Texts(string name, Func<string, string?> problemOf, IReadOnlyList<string>? otherwise = null, string range = "")
    {
        Describe(name, "list of texts", otherwise is null ? "[]" : $"[{string.Join(", ", otherwise)}]", range);
        var texts = new List<string>();
        foreach (var node in Items(name))
        {
            if (TextOf(node, problemOf) is { } text) texts.Add(text);
        }

        return ValueList.Of(otherwise is not null && !IsWritten(name, evenEmpty: true) ? otherwise : texts);
    }

    /// <summary>Names of the user's, each with one text.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string name, Func<string, string?> problemOf)
    {
        Describe(ConfigNode.Join(name, AnyName), "text", "");
        var texts = new Dictionary<string, string>();
        foreach (var (key, node) in Entries(name))
        {
            if (TextOf(node, problemOf) is { } text) texts[key] = text;
        }

        return ValueMap.Of(texts);
    }

    /// <summary>Names of the user's, each with a section.</summary>
    public IEnumerable<(string Name, SectionBinder Section)> Sections(string name)
    {
        if (_names.Catalog is not null) return [(AnyName, Below(name, null, ConfigNode.Join(Path(name), AnyName)))];
        return [.. Entries(name, areSections: true).Select(entry => (entry.Name, Below(name, entry.Node, entry.Node.Path)))];
    }

    /// <summary>The sections of a list.</summary>
    public IEnumerable<SectionBinder> SectionItems(string name)
    {
        if (_names.Catalog is not null) return [Below(name, null, Path(name) + "[]")];
        return [.. Items(name, areSections: true).Select(node => Below(name, node, node.Path))];
    }

    /// <summary>A section that stands where no name leads, such as an entry of a list.</summary>
    public SectionBinder Of(ConfigNode node) => new(node, node.Path, _names, _report, _later, _laterSection);

    /// <summary>Whatever stands behind the name; what is in it is nobody's business here.</summary>
    public ConfigNode? Anything(string name, string type = "anything")
    {
        Describe(name, type, "");
        return Ask(name) is { Kind: not ConfigNodeKind.Nothing } node ? node : null;
    }

    /// <summary>The items of a list, or what commas separate where the source knows no lists.</summary>
    public IEnumerable<ConfigNode> Items(string name, bool areSections = false)
    {
        switch (Ask(name, areSections))
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

    /// <summary>Describes a setting that is read in a way of its own.</summary>
    public void Describe(string name, string type, string otherwise, string range = "") =>
        _names.Catalog?.Add(new SettingDescription(Path(name), type, otherwise, range, !_later));

    private static bool IsWritten(ConfigNode node) => node.Kind switch
    {
        ConfigNodeKind.Nothing => false,
        ConfigNodeKind.List => node.Items.Count > 0,
        ConfigNodeKind.Section => node.Children.Count > 0,
        ConfigNodeKind.Value => true,
    };

    private bool IsWritten(string name, bool evenEmpty) =>
        _section?.Children.GetValueOrDefault(name) is { } node && (evenEmpty ? node.Kind != ConfigNodeKind.Nothing : IsWritten(node));

    private IEnumerable<(string Name, ConfigNode Node)> Entries(string name, bool areSections = false)
    {
        switch (Ask(name, areSections))
        {
            case null or { Kind: ConfigNodeKind.Nothing }:
                return [];
            case { Kind: ConfigNodeKind.Section } section:
                return section.Children.Where(entry => entry.Value.Kind != ConfigNodeKind.Nothing).Select(entry => (entry.Key, entry.Value));
            case var other:
                _report.Error(other.Origin, other.Path, "this is a section; write lines of name: value, indented below it");
                return [];
        }
    }

    private string? TextOf(ConfigNode node, Func<string, string?> problemOf)
    {
        if (node.Kind != ConfigNodeKind.Value)
        {
            _report.Error(node.Origin, node.Path, "must be one text, not a list or a section");
        }
        else if (node.IsTextType == false)
        {
            _report.Error(node.Origin, node.Path, "must be a text, not a number, true or false");
        }
        else if (problemOf(node.Text) is { } problem)
        {
            Wrong(node, problem);
        }
        else
        {
            return node.Text;
        }

        return null;
    }

    private string Path(string name) => ConfigNode.Join(_path, name);

    private SectionBinder Below(string name, ConfigNode? node, string path) =>
        new(node, path, _names, _report, _later, _later ? _laterSection ?? Path(name) : null);

    private ConfigNode? Ask(string name, bool isSection = false)
    {
        _names.Asked(_path, name);
        var node = _section?.Children.GetValueOrDefault(name);
        if (_later && !isSection && node is not null && IsWritten(node) && node is not { Kind: ConfigNodeKind.Value, Text: "" }) _names.Later(Path(name), _laterSection);
        return node;
    }

    private ConfigNode? Single(string name, string what)
    {
        switch (Ask(name))
        {
            case null or { Kind: ConfigNodeKind.Nothing }:
                return null;
            case { Kind: ConfigNodeKind.Value, IsTextType: { } isText } value when isText != (what is AText or AWord):
                // Not shown: it may be a secret at the wrong place.
                _report.Error(value.Origin, value.Path, $"must be {what}, not {(isText ? "a text in quotes" : "a number, true or false")}");
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

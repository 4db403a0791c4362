using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GenGateway.Configuration;

/// <summary>Turns YAML into <see cref="ConfigNode"/>s.</summary>
/// <remarks>
/// Reads YamlDotNet's events, below both its deserializer (which breaks when trimmed) and its document model, so that depth and size are
/// bounded while reading: the document model recurses, and no catch helps against a stack overflow.
/// </remarks>
internal sealed class YamlTree
{
    private const int MostDepth = 32;
    private const int MostNodes = 100_000;

    private readonly string _source;
    private readonly LoadReport _report;
    private readonly Parser _events;

    // Null while the anchored node is still being read: an alias to it would be a cycle.
    private readonly Dictionary<AnchorName, ConfigNode?> _anchors = [];
    private int _nodes;

    private YamlTree(string text, string source, LoadReport report)
    {
        _source = source;
        _report = report;
        _events = new Parser(new StringReader(text));
    }

    /// <summary>The document's root section, or null with errors in the report.</summary>
    public static ConfigNode? Read(string text, string source, LoadReport report)
    {
        try
        {
            return new YamlTree(text, source, report).ReadDocument();
        }
        catch (YamlStop stop)
        {
            report.Error(stop.Origin, stop.Setting, stop.Message);
        }
        catch (YamlException e)
        {
            Malformed(e, text, source, report);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // Seen from YamlDotNet on malformed escapes and directives; it gives no line then.
            report.Error(new ConfigOrigin(source), "", $"not YAML: {e.Message}");
        }

        return null;
    }

    private static void Malformed(YamlException e, string text, string source, LoadReport report)
    {
        // YamlDotNet's word for a tab is about tokens, and its place is the line before; say what to do, where.
        var lines = text.Split('\n');
        for (var number = Math.Max(1, (int)e.Start.Line); number <= Math.Min(lines.Length, (int)e.End.Line + 1); number++)
        {
            var line = lines[number - 1];
            var tab = line.AsSpan(0, line.Length - line.AsSpan().TrimStart().Length).IndexOf('\t');
            if (tab < 0) continue;
            report.Error(new ConfigOrigin(source, number, tab + 1), "", "not YAML: a tab in the indentation; YAML indents with spaces only");
            return;
        }

        report.Error(new ConfigOrigin(source, (int)e.Start.Line, (int)e.Start.Column), "", $"not YAML: {(e.InnerException ?? e).Message.TrimEnd('.')}");
    }

    private ConfigNode? ReadDocument()
    {
        Advance();
        Advance();
        if (_events.Current is StreamEnd) return ConfigNode.Nothing("", new ConfigOrigin(_source));

        Advance();
        var root = ReadNode("", 0);
        Advance();
        Advance();
        if (_events.Current is DocumentStart second)
        {
            throw new YamlStop(OriginOf(second), "", "a second document begins here; one file holds one document, so remove the line '---' and what follows");
        }

        if (root.Kind is ConfigNodeKind.Section or ConfigNodeKind.Nothing) return root;
        _report.Error(root.Origin, "", "the file must be a section: lines of name: value");
        return null;
    }

    private void Advance()
    {
        if (!_events.MoveNext()) throw new YamlStop(new ConfigOrigin(_source), "", "not YAML: it ends too early");
    }

    /// <param name="path">The setting's full name.</param>
    /// <param name="depth">How many sections and lists enclose it.</param>
    /// <param name="named">Where its name stands: a section or list is told by its name's line, not by that of its first entry.</param>
    private ConfigNode ReadNode(string path, int depth, ConfigOrigin? named = null)
    {
        var current = _events.Current!;
        if (depth > MostDepth) throw new YamlStop(OriginOf(current), path, $"nested deeper than {MostDepth}, which no setting is");
        Count(current, path);

        if (current is AnchorAlias alias) return Alias(alias, path);

        // Seen on malformed flow mappings: an end where a value belongs.
        if (current is not NodeEvent start) throw new YamlStop(OriginOf(current), path, "not YAML: a value is missing here");
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = null;
        if (start.Tag is { IsEmpty: false, IsNonSpecific: false } tag && !tag.Value.StartsWith("tag:yaml.org,2002:", StringComparison.Ordinal))
        {
            throw new YamlStop(OriginOf(current), path, $"the tag {ConfigText.Show(tag.Value)} means nothing here; remove it");
        }

        var node = start switch
        {
            Scalar scalar => Value(scalar, path),
            SequenceStart => List(path, named ?? OriginOf(start), depth),
            _ => Section(path, named ?? OriginOf(start), depth),
        };
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = node;
        return node;
    }

    private ConfigNode Value(Scalar scalar, string path)
    {
        var plain = scalar.Style == ScalarStyle.Plain;
        return plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL"
            ? ConfigNode.Nothing(path, OriginOf(scalar))
            : ConfigNode.Value(path, OriginOf(scalar), scalar.Value, isQuoted: !plain);
    }

    private ConfigNode List(string path, ConfigOrigin origin, int depth)
    {
        var items = new List<ConfigNode>();
        Advance();
        while (_events.Current is not SequenceEnd)
        {
            items.Add(ReadNode($"{path}[{items.Count}]", depth + 1));
            Advance();
        }

        return ConfigNode.List(path, origin, items);
    }

    private ConfigNode Section(string path, ConfigOrigin origin, int depth)
    {
        var children = new Dictionary<string, ConfigNode>();
        Advance();
        while (_events.Current is not MappingEnd)
        {
            if (_events.Current is not Scalar name) throw new YamlStop(OriginOf(_events.Current!), path, "a name must be a plain word, not a list, a section or an alias");
            var child = ConfigNode.Join(path, name.Value);
            var place = OriginOf(name);
            Advance();
            var node = ReadNode(child, depth + 1, place);
            if (children.TryGetValue(name.Value, out var first))
            {
                _report.Error(place, child, $"written twice, first in line {first.Origin.Line}; keep one of them");
            }
            else
            {
                children[name.Value] = node;
            }

            Advance();
        }

        return ConfigNode.Section(path, origin, children);
    }

    private ConfigNode Alias(AnchorAlias alias, string path)
    {
        if (!_anchors.TryGetValue(alias.Value, out var target))
        {
            throw new YamlStop(OriginOf(alias), path, $"the alias *{alias.Value} has no anchor &{alias.Value} above it");
        }

        if (target is null) throw new YamlStop(OriginOf(alias), path, $"the alias *{alias.Value} stands inside its own anchor, which would never end");
        return Copy(target, path, alias);
    }

    // Counted like written nodes: a few lines of aliases to aliases would otherwise fill the memory.
    private ConfigNode Copy(ConfigNode node, string path, AnchorAlias alias)
    {
        Count(alias, path);
        return node.Kind switch
        {
            ConfigNodeKind.Nothing => ConfigNode.Nothing(path, node.Origin),
            ConfigNodeKind.Value => ConfigNode.Value(path, node.Origin, node.Text, isQuoted: node.IsQuoted),
            ConfigNodeKind.List => ConfigNode.List(path, node.Origin, [.. node.Items.Select((item, i) => Copy(item, $"{path}[{i}]", alias))]),
            ConfigNodeKind.Section => ConfigNode.Section(path, node.Origin, node.Children.ToDictionary(child => child.Key, child => Copy(child.Value, ConfigNode.Join(path, child.Key), alias))),
        };
    }

    private void Count(ParsingEvent at, string path)
    {
        if (++_nodes > MostNodes) throw new YamlStop(OriginOf(at), path, $"more than {MostNodes} settings, aliases counted; is this the configuration?");
    }

    private ConfigOrigin OriginOf(ParsingEvent at) => new(_source, (int)at.Start.Line, (int)at.Start.Column);

    /// <summary>Ends the reading of one file; caught in <see cref="Read"/>.</summary>
    private sealed class YamlStop(ConfigOrigin origin, string setting, string message) : Exception(message)
    {
        public ConfigOrigin Origin { get; } = origin;

        public string Setting { get; } = setting;
    }
}

using System.Text;

namespace GenGateway.Configuration;

/// <summary>A name that is known and not in effect yet, with the names below it.</summary>
internal sealed class PendingSetting
{
    private const string AnyName = "*";
    private const string Anything = "**";

    private readonly Dictionary<string, PendingSetting> _children = [];

    /// <summary>Whether whatever stands below this is accepted.</summary>
    public bool TakesAnything => _children.ContainsKey(Anything);

    public IEnumerable<string> Names => _children.Keys.Where(name => name is not (AnyName or Anything));

    public PendingSetting? Child(string name) => _children.GetValueOrDefault(name) ?? _children.GetValueOrDefault(AnyName);

    public PendingSetting? Find(string path)
    {
        var found = this;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            found = found?.Child(name);
        }

        return found;
    }

    public IEnumerable<string> Paths(string parent = "") =>
        _children.Where(child => child.Key is not (AnyName or Anything))
            .SelectMany(child => child.Value.Paths(ConfigNode.Join(parent, child.Key)).Prepend(ConfigNode.Join(parent, child.Key)));

    /// <summary>Reads a table of <c>name{name,name{name}}</c>; blanks mean nothing.</summary>
    public static PendingSetting Parse(string table)
    {
        var root = new PendingSetting();
        var open = new Stack<PendingSetting>([root]);
        var name = new StringBuilder();
        foreach (var c in table + ",")
        {
            if (char.IsWhiteSpace(c)) continue;
            if (c is not ('{' or '}' or ','))
            {
                name.Append(c);
                continue;
            }

            if (name.Length > 0)
            {
                var added = new PendingSetting();
                open.Peek()._children[name.ToString()] = added;
                name.Clear();
                if (c == '{') open.Push(added);
            }

            if (c == '}') open.Pop();
        }

        return root;
    }
}

namespace GenGateway.Surfaces.Reading;

/// <summary>Names of fields that are not carried, each once, and never more than a header holds.</summary>
internal sealed class Drops
{
    private const int MostNames = 32;
    private const int LongestName = 64;

    private readonly List<string> _names = [];

    public IReadOnlyList<string> Names => _names;

    public void Add(string name)
    {
        if (name.Length > LongestName)
            name = name[..LongestName];
        if (_names.Count < MostNames && !_names.Contains(name))
            _names.Add(name);
    }

    public void Add(IEnumerable<string> names)
    {
        foreach (var name in names)
            Add(name);
    }
}

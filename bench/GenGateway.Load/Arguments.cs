using System.Globalization;

namespace GenGateway.Load;

/// <summary>Options as <c>--name value</c>, and what stands between them.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _named = [];
    private readonly List<string> _plain = [];

    public Arguments(IEnumerable<string> words)
    {
        string? name = null;
        foreach (var word in words)
        {
            if (name is not null)
                (_named[name], name) = (word, null);
            else if (word.StartsWith("--", StringComparison.Ordinal))
                name = word[2..];
            else
                _plain.Add(word);
        }

        if (name is not null)
            throw new ArgumentException($"--{name} needs a value.");
    }

    public IReadOnlyList<string> Plain => _plain;

    public string Text(string name, string fallback) => _named.GetValueOrDefault(name, fallback);

    public string? Text(string name) => _named.GetValueOrDefault(name);

    public double Number(string name, double fallback) =>
        _named.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : fallback;

    public int Count(string name, int fallback) => (int)Number(name, fallback);

    public TimeSpan Seconds(string name, double fallback) => TimeSpan.FromSeconds(Number(name, fallback));
}

using System.Globalization;
using System.Text.Json;

namespace GenGateway.Backends.Ollama;

/// <summary>What the operator wants sent along with every request: <c>keep_alive</c> and other members, and defaults for <c>options</c>. Immutable.</summary>
public sealed class OllamaSettings
{
    private static readonly string[] MemberNames = ["keep_alive", "truncate", "shift"];

    private OllamaSettings(IReadOnlyList<KeyValuePair<string, string>> members, IReadOnlyList<KeyValuePair<string, string>> options)
    {
        Members = members;
        Options = options;
    }

    /// <summary>Nothing beside what the client asks for.</summary>
    public static OllamaSettings None { get; } = new([], []);

    /// <summary>Members of the body and their JSON.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Members { get; }

    /// <summary>Members of its <c>options</c> and their JSON; what the client asks for wins over them.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Options { get; }

    /// <summary>Reads the section <c>options</c> of a backend's entry.</summary>
    /// <param name="written">Names and texts as they were written; entries of a list are named <c>stop[0]</c>, those of a section <c>options.num_ctx</c>.</param>
    public static OllamaSettings Of(IEnumerable<KeyValuePair<string, string>> written)
    {
        var members = new List<KeyValuePair<string, string>>();
        var options = new List<KeyValuePair<string, string>>();
        var lists = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (fullName, text) in written.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            var name = fullName.StartsWith("options.", StringComparison.Ordinal) ? fullName["options.".Length..] : fullName;
            var bracket = name.IndexOf('[', StringComparison.Ordinal);
            if (bracket > 0)
            {
                if (!lists.TryGetValue(name[..bracket], out var list))
                    lists.Add(name[..bracket], list = []);
                list.Add(Quoted(text));
            }
            else if (name == "stop")
            {
                options.Add(new(name, $"[{Quoted(text)}]"));
            }
            else
            {
                (MemberNames.Contains(name) ? members : options).Add(new(name, Literal(text)));
            }
        }

        foreach (var (name, list) in lists)
            options.Add(new(name, $"[{string.Join(',', list)}]"));
        return new OllamaSettings(members, options);
    }

    // Ollama refuses a number that is written as a string; a duration (5m) is one.
    private static string Literal(string text)
    {
        if (text is "true" or "false")
            return text;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
            return integer.ToString(CultureInfo.InvariantCulture);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : Quoted(text);
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}

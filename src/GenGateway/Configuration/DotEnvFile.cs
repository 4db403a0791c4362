namespace GenGateway.Configuration;

/// <summary>The variables of a <c>.env</c> file, each with its line.</summary>
internal sealed class DotEnvFile
{
    private readonly Dictionary<string, ConfigOrigin> _origins = [];
    private readonly Dictionary<string, string> _variables = [];

    public IReadOnlyDictionary<string, string> Variables => _variables;

    public ConfigOrigin OriginOf(string name) => _origins[name];

    /// <summary>Reads lines <c>NAME=value</c>: <c>export</c> may stand before, quotes around the value, <c>#</c> begins a comment.</summary>
    public static DotEnvFile Parse(string text, string source, LoadReport report)
    {
        var file = new DotEnvFile();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var written = line.Trim();
            if (written.Length == 0 || written[0] == '#') continue;
            if (written.StartsWith("export ", StringComparison.Ordinal)) written = written["export ".Length..].TrimStart();

            var origin = new ConfigOrigin(source, number);
            var equals = written.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 ? written[..equals].TrimEnd() : "";
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
            {
                // Not an error: the file may serve other programs too. The line is not shown: it may hold a secret.
                report.Warnings.Add($"{origin}: not NAME=value; the line is not used");
                continue;
            }

            file._variables[name] = Unquote(written[(equals + 1)..].Trim());
            file._origins[name] = origin;
        }

        return file;
    }

    private static string Unquote(string value)
    {
        if (value.Length > 0 && value[0] is '"' or '\'')
        {
            var end = value.IndexOf(value[0], 1);
            if (end > 0) return value[1..end];
        }

        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? value : value[..comment].TrimEnd();
    }
}

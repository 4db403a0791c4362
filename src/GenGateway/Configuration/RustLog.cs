using System.Collections.Frozen;

namespace GenGateway.Configuration;

/// <summary>Reads <c>RUST_LOG</c> as the predecessors' users have it: a level, and <c>target=level</c>, separated by commas.</summary>
/// <remarks>What it does not know is a warning and never stops a start: other programs read the variable too.</remarks>
internal sealed class RustLog
{
    public const string Variable = "RUST_LOG";

    // What a part of the predecessors is here.
    private static readonly FrozenDictionary<string, string[]> Categories = new Dictionary<string, string[]>
    {
        ["gen_gateway"] = ["GenGateway"],
        ["gen_serving_gateway"] = ["GenGateway"],
        ["img_serving_gateway"] = ["GenGateway"],
        ["inference_gateway"] = ["GenGateway"],
        ["ort"] = ["GenGateway.Engine"],
        ["tower_http"] = ["GenGateway.Server", "Microsoft.AspNetCore"],
        ["axum"] = ["GenGateway.Server", "Microsoft.AspNetCore"],
        ["hyper"] = ["GenGateway.Server", "Microsoft.AspNetCore"],
        ["sqlx"] = ["GenGateway.Storage"],
    }.ToFrozenDictionary();

    private readonly Dictionary<string, LoggingLevel> _targets = [];

    /// <summary>The level's word for everything; null where none stands there.</summary>
    public string? Level { get; private set; }

    /// <summary>Levels by the category that a target is here.</summary>
    public IReadOnlyDictionary<string, LoggingLevel> Targets => _targets;

    public static RustLog Read(EnvironmentView environment, LoadReport report)
    {
        var read = new RustLog();
        if (environment.Variable(Variable) is not { } text) return read;
        var unknown = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!read.Take(part)) unknown.Add(part);
        }

        if (unknown.Count > 0)
        {
            var shown = string.Join(", ", unknown.Take(10).Select(ConfigText.Show));
            report.Warnings.Add($"{environment.OriginOf(Variable)}: without effect: {shown}; there are trace, debug, info, warn, error, off, and target=level for {string.Join(", ", Categories.Keys.Order(StringComparer.Ordinal))}");
        }

        return read;
    }

    private bool Take(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 && LevelOf(part) is not null)
        {
            Level = part;
            return true;
        }

        // A target alone means all of it, as there.
        var level = equals < 0 ? LoggingLevel.Trace : LevelOf(part[(equals + 1)..].Trim());
        var target = (equals < 0 ? part : part[..equals]).Split("::")[0].Trim().Replace('-', '_');
        if (level is null || !Categories.TryGetValue(target, out var categories)) return false;
        foreach (var category in categories) _targets[category] = level.Value;
        return true;
    }

    private static LoggingLevel? LevelOf(string word)
    {
        foreach (var (name, level) in LoggingBinder.Levels)
        {
            if (string.Equals(name, word, StringComparison.OrdinalIgnoreCase)) return level;
        }

        return null;
    }
}

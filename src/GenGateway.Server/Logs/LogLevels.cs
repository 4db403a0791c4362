using System.Collections.Concurrent;
using GenGateway.Configuration;

namespace GenGateway.Server.Logs;

/// <summary>The least level of each category (<c>logging.level</c>, <c>RUST_LOG</c>). Immutable but for what it remembers; thread safe.</summary>
internal sealed class LogLevels(LoggingConfig config)
{
    private const string Ours = "GenGateway";

    private readonly ConcurrentDictionary<string, LogLevel> _known = new();

    /// <summary>The least level that is written for a category.</summary>
    public LogLevel Least(string category) => _known.GetOrAdd(category, Find, this);

    private static LogLevel Find(string category, LogLevels levels)
    {
        var target = levels.Targets.Where(pair => IsBelow(category, pair.Key)).OrderByDescending(static pair => pair.Key.Length).ToArray();
        if (target.Length > 0)
            return LevelNames.Least(target[0].Value);
        // The framework's own chatter is left out unless somebody named it.
        return IsBelow(category, Ours) ? LevelNames.Least(levels.Level) : (LogLevel)Math.Max((int)LogLevel.Warning, (int)LevelNames.Least(levels.Level));
    }

    private static bool IsBelow(string category, string target) =>
        category.StartsWith(target, StringComparison.OrdinalIgnoreCase) && (category.Length == target.Length || category[target.Length] == '.');

    private IReadOnlyDictionary<string, LoggingLevel> Targets => config.Targets;

    private LoggingLevel Level => config.Level;
}

using GenGateway.Configuration;

namespace GenGateway.Server.Logs;

/// <summary>The levels' names as configuration and log lines have them.</summary>
internal static class LevelNames
{
    public static string Of(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    public static LogLevel Least(LoggingLevel level) => level switch
    {
        LoggingLevel.Trace => LogLevel.Trace,
        LoggingLevel.Debug => LogLevel.Debug,
        LoggingLevel.Info => LogLevel.Information,
        LoggingLevel.Warn => LogLevel.Warning,
        LoggingLevel.Error => LogLevel.Error,
        LoggingLevel.Off => LogLevel.None,
    };
}

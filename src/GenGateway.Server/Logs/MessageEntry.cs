namespace GenGateway.Server.Logs;

/// <summary>A line in words.</summary>
internal sealed record MessageEntry(DateTimeOffset Time, LogLevel Level, string Source, string Message, Exception? Cause) : LogEntry(Time, Level);

namespace GenGateway.Server.Logs;

/// <summary>The line of one HTTP request.</summary>
internal sealed record AccessEntry(
    DateTimeOffset Time,
    LogLevel Level,
    string Method,
    string Path,
    int Status,
    TimeSpan Duration,
    string? ClientAddress,
    string RequestId,
    string? Key,
    string? Model,
    string? Backend,
    string? Error) : LogEntry(Time, Level);

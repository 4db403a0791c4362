using GenGateway.Journey;

namespace GenGateway.Server.Logs;

/// <summary>The line of one HTTP request.</summary>
/// <param name="Time">When it was answered.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Method">As it was sent.</param>
/// <param name="Path">Without the query, which may hold a key.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Duration">From the request's head to the answer's last byte.</param>
/// <param name="ClientAddress">Who asked.</param>
/// <param name="RequestId">The client's own id, or ours.</param>
/// <param name="Key">The key's public name.</param>
/// <param name="Model">The model that answered, or was asked for.</param>
/// <param name="Backend">The backend that answered.</param>
/// <param name="Error">The code of what went wrong.</param>
/// <param name="Trace">The trace that the client named; none where it named none.</param>
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
    string? Error,
    TraceContext Trace) : LogEntry(Time, Level);

using Microsoft.Extensions.Logging;

namespace GenGateway.Errors;

/// <summary>The one table of failures: answers, stream events, records and logs all read it.</summary>
public static class FailureTable
{
    private const string Request = "invalid_request_error";

    /// <summary>Every kind, in the order of the enum.</summary>
    public static IReadOnlyList<FailureKind> Kinds { get; } = Enum.GetValues<FailureKind>();

    /// <summary>The row of a kind. The switch has no default arm: a kind without a row does not compile.</summary>
    public static FailureRow Row(FailureKind kind) => kind switch
    {
        FailureKind.InvalidJson => new(400, Request, "invalid_json", RetryAdvice.Never, LogLevel.Information),
        FailureKind.InvalidValue => new(400, Request, "invalid_value", RetryAdvice.Never, LogLevel.Information),
        FailureKind.UnsupportedParameter => new(400, Request, "unsupported_parameter", RetryAdvice.Never, LogLevel.Information),
        FailureKind.ContextLengthExceeded => new(400, Request, "context_length_exceeded", RetryAdvice.Never, LogLevel.Information),
        FailureKind.InvalidApiKey => new(401, "authentication_error", "invalid_api_key", RetryAdvice.Never, LogLevel.Warning),
        FailureKind.InsufficientScope => new(403, "permission_error", "insufficient_scope", RetryAdvice.Never, LogLevel.Warning),
        FailureKind.ForeignOrigin => new(403, Request, "foreign_origin", RetryAdvice.Never, LogLevel.Warning),
        FailureKind.ModelNotFound => new(404, Request, "model_not_found", RetryAdvice.Never, LogLevel.Information),
        FailureKind.BackendNotFound => new(404, Request, "backend_not_found", RetryAdvice.Never, LogLevel.Information),
        FailureKind.NotFound => new(404, Request, "not_found", RetryAdvice.Never, LogLevel.Information),
        FailureKind.MethodNotAllowed => new(405, Request, "method_not_allowed", RetryAdvice.Never, LogLevel.Information),
        FailureKind.RequestTimeout => new(408, Request, "request_timeout", RetryAdvice.Never, LogLevel.Information),
        FailureKind.BodyTooLarge => new(413, Request, "body_too_large", RetryAdvice.Never, LogLevel.Information),
        FailureKind.UnsupportedMediaType => new(415, Request, "unsupported_media_type", RetryAdvice.Never, LogLevel.Information),
        FailureKind.RateLimitExceeded => new(429, "rate_limit_error", "rate_limit_exceeded", RetryAdvice.OtherCandidate, LogLevel.Warning),
        FailureKind.BudgetExceeded => new(429, "rate_limit_error", "budget_exceeded", RetryAdvice.Never, LogLevel.Warning),
        FailureKind.QueueFull => new(429, "rate_limit_error", "queue_full", RetryAdvice.OtherCandidate, LogLevel.Warning),
        FailureKind.BackendError => new(502, "server_error", "backend_error", RetryAdvice.OtherCandidate, LogLevel.Error),
        FailureKind.BackendRefused => new(400, Request, "backend_refused", RetryAdvice.Never, LogLevel.Information),
        FailureKind.NoHealthyBackends => new(503, "server_error", "no_healthy_backends", RetryAdvice.OtherCandidate, LogLevel.Error),
        FailureKind.MemoryFull => new(503, "server_error", "memory_full", RetryAdvice.Never, LogLevel.Warning),
        FailureKind.RecordsFull => new(503, "server_error", "records_full", RetryAdvice.Never, LogLevel.Error),
        FailureKind.StoreUnavailable => new(503, "server_error", "store_unavailable", RetryAdvice.Never, LogLevel.Error),
        FailureKind.Draining => new(503, "server_error", "draining", RetryAdvice.Never, LogLevel.Information),
        FailureKind.Timeout => new(504, "server_error", "timeout", RetryAdvice.Never, LogLevel.Error),
        // 499 never reaches anybody; it is what the log and the record say.
        FailureKind.ClientLeft => new(499, Request, "client_left", RetryAdvice.Never, LogLevel.Information),
        FailureKind.Internal => new(500, "server_error", "internal_error", RetryAdvice.Never, LogLevel.Error),
    };
}

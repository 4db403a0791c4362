namespace GenGateway.Errors;

/// <summary>An expected failure, as a value: kind, the sentence for the client, and what helps to act on it.</summary>
/// <remarks>The message names setting, value, limit and way out; never a key, prompt text or an upstream's own words.</remarks>
/// <param name="Kind">Selects the row of <see cref="FailureTable"/>.</param>
/// <param name="Message">What the client reads.</param>
public sealed record Failure(FailureKind Kind, string Message)
{
    private readonly RetryAdvice? _retry;

    /// <summary>The field at fault, as the client wrote it (<c>messages[0].content</c>).</summary>
    public string? Param { get; init; }

    /// <summary>When another try makes sense.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What was caught, for the log only.</summary>
    public Exception? Cause { get; init; }

    /// <summary>The status that the backend answered with, where it answered at all and somebody may want to know.</summary>
    public int? UpstreamStatus { get; init; }

    /// <summary>The backend's own answer, for a client that speaks its protocol; null: the client is told <see cref="Message"/>.</summary>
    public VerbatimError? Verbatim { get; init; }

    /// <summary>Whether the same endpoint would say the same once more (refused credentials, an unknown model, a spent quota): it is not asked again for this request.</summary>
    public bool IsLasting { get; init; }

    /// <summary>Whether the endpoint serves other requests as well as before: it is not held against it.</summary>
    public bool IsHarmless { get; init; }

    /// <summary>Whether another candidate is worth a try. The row's advice, unless the backend said better.</summary>
    public RetryAdvice Retry
    {
        get => _retry ?? Row.Retry;
        init => _retry = value;
    }

    /// <summary>The table's row.</summary>
    public FailureRow Row => FailureTable.Row(Kind);

    /// <summary>A defect of the gateway itself: the client learns where the reason stands, not the reason.</summary>
    public static Failure Defect(Exception? thrown = null) => thrown is OutOfMemoryException
        ? new(FailureKind.MemoryFull, "The process has no memory left for this request. Try again later, send less at once, or lower limits.memory_in_flight to what the container holds.") { Cause = thrown, RetryAfter = TimeSpan.FromSeconds(1) }
        : new(FailureKind.Internal, "The gateway failed at this request; the log has the reason under its request id.") { Cause = thrown };
}

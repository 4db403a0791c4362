using GenGateway.Journey;

namespace GenGateway.Recording;

/// <summary>How a reserved record ended.</summary>
public readonly record struct Settlement
{
    public required RecordId Id { get; init; }

    public required RecordStatus Status { get; init; }

    /// <summary>When the request came; stands here too, so that a settlement without its reservation is still a record.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The model that answered, or null: the reservation's.</summary>
    public string? Model { get; init; }

    /// <summary>The backend that answered, or null: the reservation's.</summary>
    public string? Backend { get; init; }

    /// <summary>Backends asked.</summary>
    public int Attempts { get; init; }

    /// <summary>Tokens read; null: unknown.</summary>
    public int? PromptTokens { get; init; }

    /// <summary>Tokens generated; null: unknown.</summary>
    public int? CompletionTokens { get; init; }

    /// <summary>Who counted the tokens; null: nobody.</summary>
    public UsageSource? Source { get; init; }

    /// <summary>US dollars; null: no price is known.</summary>
    public double? CostUsd { get; init; }

    /// <summary>The public error code of a failure.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Milliseconds from arrival to the last byte; null: unknown.</summary>
    public long? DurationMs { get; init; }

    /// <summary>Milliseconds from arrival to the first content; null: there was none.</summary>
    public long? FirstTokenMs { get; init; }

    /// <summary>The answer's text as UTF-8, by <c>records.text</c>; copied before the call returns.</summary>
    public ReadOnlyMemory<byte> Response { get; init; }

    /// <summary>The attempts as JSON in UTF-8; empty where the first one answered at once.</summary>
    public ReadOnlyMemory<byte> Decision { get; init; }
}

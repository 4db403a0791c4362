using GenGateway.Journey;

namespace GenGateway.Recording;

/// <summary>One stored transaction, as <c>GET /transactions</c> shows it. Immutable.</summary>
public sealed record Transaction
{
    /// <summary>Unique in this database, from 1; not ordered by <see cref="CreatedAt"/>.</summary>
    public required long Id { get; init; }

    public required string Prompt { get; init; }

    public required string Response { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Empty for what a predecessor or <c>POST /transactions</c> wrote.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>The surface it came by; <c>transactions</c> for what was posted, empty for what a predecessor wrote.</summary>
    public string Surface { get; init; } = "";

    public string? Backend { get; init; }

    public string? ModelName { get; init; }

    /// <summary>The key's public name.</summary>
    public string? Key { get; init; }

    public RecordStatus Status { get; init; }

    public int Attempts { get; init; }

    /// <summary>Null: unknown.</summary>
    public int? PromptTokens { get; init; }

    /// <summary>Null: unknown.</summary>
    public int? CompletionTokens { get; init; }

    /// <summary>Who counted the tokens; null: nobody.</summary>
    public UsageSource? Source { get; init; }

    /// <summary>US dollars; null: unknown.</summary>
    public double? CostUsd { get; init; }

    public string? ErrorCode { get; init; }

    public long? DurationMs { get; init; }

    public long? FirstTokenMs { get; init; }

    /// <summary>The attempts as a JSON array; null where the first one answered at once.</summary>
    public string? Decision { get; init; }
}

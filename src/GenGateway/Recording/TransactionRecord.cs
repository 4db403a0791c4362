using GenGateway.Journey;

namespace GenGateway.Recording;

/// <summary>A settled record on its way into the store: reservation and settlement together.</summary>
public sealed record TransactionRecord
{
    /// <summary>What makes writing it twice the same as once.</summary>
    public required RecordId Id { get; init; }

    public required string RequestId { get; init; }

    public required string Surface { get; init; }

    public required RecordStatus Status { get; init; }

    public required DateTimeOffset Created { get; init; }

    public string? Key { get; init; }

    public string? Model { get; init; }

    public string? Backend { get; init; }

    /// <summary>UTF-8.</summary>
    public ReadOnlyMemory<byte> Prompt { get; init; }

    /// <summary>UTF-8.</summary>
    public ReadOnlyMemory<byte> Response { get; init; }

    public int Attempts { get; init; }

    public int? PromptTokens { get; init; }

    public int? CompletionTokens { get; init; }

    /// <summary>Who counted the tokens; null: nobody.</summary>
    public UsageSource? Source { get; init; }

    public double? CostUsd { get; init; }

    public string? ErrorCode { get; init; }

    public long? DurationMs { get; init; }

    public long? FirstTokenMs { get; init; }

    /// <summary>The attempts as JSON in UTF-8; empty where the first one answered at once.</summary>
    public ReadOnlyMemory<byte> Decision { get; init; }

    /// <summary>A reservation that was settled; without one (its segment was damaged) the settlement is a record all the same.</summary>
    public static TransactionRecord Of(Reservation? reservation, in Settlement settlement) => new()
    {
        Id = settlement.Id,
        RequestId = reservation?.RequestId ?? "",
        Surface = reservation?.Surface ?? "",
        Status = settlement.Status,
        Created = settlement.Created,
        Key = reservation?.Key,
        Model = settlement.Model ?? reservation?.Model,
        Backend = settlement.Backend ?? reservation?.Backend,
        Prompt = reservation?.Prompt ?? default,
        Response = settlement.Response,
        Attempts = settlement.Attempts,
        PromptTokens = settlement.PromptTokens,
        CompletionTokens = settlement.CompletionTokens,
        Source = settlement.Source,
        CostUsd = settlement.CostUsd,
        ErrorCode = settlement.ErrorCode,
        DurationMs = settlement.DurationMs,
        FirstTokenMs = settlement.FirstTokenMs,
        Decision = settlement.Decision,
    };
}

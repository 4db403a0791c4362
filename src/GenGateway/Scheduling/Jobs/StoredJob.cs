namespace GenGateway.Scheduling.Jobs;

/// <summary>A job as it is stored. Immutable: each change is a new one.</summary>
public sealed record StoredJob
{
    /// <summary>Unguessable, given when the job was taken.</summary>
    public required string Id { get; init; }

    public required JobStatus Status { get; init; }

    /// <summary>The surface it came by.</summary>
    public required string Surface { get; init; }

    /// <summary>The public name of the key whose job it is; null without keys.</summary>
    public string? Key { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it may be forgotten; null: not before it is final.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The request's body, as it came.</summary>
    public ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>The result's media type, once it succeeded.</summary>
    public string? ResultType { get; init; }

    /// <summary>The result's bytes, in the surface's shape.</summary>
    public ReadOnlyMemory<byte>? Result { get; init; }

    /// <summary>The surface's own error body, once it failed.</summary>
    public ReadOnlyMemory<byte>? Error { get; init; }
}

namespace GenGateway.Journey;

/// <summary>A request that a surface has read and found well formed. Immutable.</summary>
public sealed record GenerationRequest
{
    /// <summary>The request id, the client's own or ours.</summary>
    public required string Id { get; init; }

    /// <summary>The surface it came by (<c>openai.chat</c>), for records.</summary>
    public required string Surface { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>What is to be generated.</summary>
    public required GenerationTask Task { get; init; }

    /// <summary>The model's name as the client wrote it; null: the default.</summary>
    public string? Model { get; init; }

    /// <summary>The backend the client insists on, or null.</summary>
    public string? Backend { get; init; }

    /// <summary>Whether the client reads the answer as it grows.</summary>
    public bool Stream { get; init; }

    /// <summary>Fields that the task could not take along; named to the client in <c>x-gengateway-dropped</c>.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The clock's timestamp (<see cref="TimeProvider.GetTimestamp"/>) at which the request arrived.</summary>
    public long Arrived { get; init; }
}

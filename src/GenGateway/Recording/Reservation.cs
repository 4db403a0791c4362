namespace GenGateway.Recording;

/// <summary>What is known when a request was routed: from here on there will be a transaction, whatever happens.</summary>
public readonly record struct Reservation
{
    public required RecordId Id { get; init; }

    /// <summary>The client's request id, or ours.</summary>
    public required string RequestId { get; init; }

    /// <summary>The surface it came by (<c>openai.chat</c>).</summary>
    public required string Surface { get; init; }

    /// <summary>The key's public name; null without keys.</summary>
    public string? Key { get; init; }

    /// <summary>The model as it was routed.</summary>
    public string? Model { get; init; }

    /// <summary>The first candidate.</summary>
    public string? Backend { get; init; }

    /// <summary>When the request came.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The prompt as UTF-8, by <c>records.text</c>; copied before the call returns.</summary>
    public ReadOnlyMemory<byte> Prompt { get; init; }
}

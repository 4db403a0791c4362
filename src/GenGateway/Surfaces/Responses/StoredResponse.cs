namespace GenGateway.Surfaces.Responses;

/// <summary>A response that is kept, so that it can be read again and gone on from.</summary>
/// <param name="Id">Its id, <c>resp_…</c>.</param>
/// <param name="Key">The key that asked; null: nobody in particular.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it is forgotten.</param>
/// <param name="Conversation">All items up to its own input, a JSON array as UTF-8: those of the responses before it, and its own. Empty where a backend keeps them.</param>
/// <param name="Response">The response object as it was answered, UTF-8.</param>
public sealed record StoredResponse(string Id, string? Key, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, ReadOnlyMemory<byte> Conversation, ReadOnlyMemory<byte> Response)
{
    /// <summary>The backend that was passed the request as it came, and keeps the conversation; null: it is kept here.</summary>
    public string? Backend { get; init; }
}

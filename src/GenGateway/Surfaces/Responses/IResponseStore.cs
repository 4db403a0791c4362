namespace GenGateway.Surfaces.Responses;

/// <summary>Responses over restarts. Thread safe; any method may throw that the store is unavailable.</summary>
public interface IResponseStore
{
    /// <summary>Adds one; where too much is kept then, the oldest go, of its key and of all.</summary>
    Task SaveAsync(StoredResponse response, CancellationToken cancellationToken);

    /// <returns>The response, whoever's it is, or null where there is none.</returns>
    Task<StoredResponse?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Looks for one of a key's own, not expired, without its conversation.</summary>
    /// <returns>The response object as it was answered, or null where there is none.</returns>
    Task<ReadOnlyMemory<byte>?> FindAnswerAsync(string id, string? key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes one of a key's own, not expired.</summary>
    /// <returns>False: there was none.</returns>
    Task<bool> DeleteAsync(string id, string? key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Forgets those that are expired.</summary>
    /// <returns>How many.</returns>
    Task<int> ForgetExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

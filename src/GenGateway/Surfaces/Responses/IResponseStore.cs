namespace GenGateway.Surfaces.Responses;

/// <summary>Responses over restarts. Thread safe; any method may throw that the store is unavailable.</summary>
public interface IResponseStore
{
    /// <summary>Adds one.</summary>
    Task SaveAsync(StoredResponse response, CancellationToken cancellationToken);

    /// <returns>The response, whoever's it is, or null where there is none.</returns>
    Task<StoredResponse?> FindAsync(string id, CancellationToken cancellationToken);

    /// <returns>False: there was none of this id.</returns>
    Task<bool> DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Forgets those that are expired.</summary>
    /// <returns>How many.</returns>
    Task<int> ForgetExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

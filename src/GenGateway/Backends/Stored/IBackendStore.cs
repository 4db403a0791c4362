namespace GenGateway.Backends.Stored;

/// <summary>Backends added over the API, over restarts. Thread safe; any method may throw that the store is unavailable.</summary>
public interface IBackendStore
{
    /// <summary>All of them, oldest first.</summary>
    Task<IReadOnlyList<StoredBackend>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds one, or replaces the one of its name.</summary>
    Task SaveAsync(StoredBackend backend, CancellationToken cancellationToken);

    /// <returns>False: there was none of this name.</returns>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);
}

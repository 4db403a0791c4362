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

    /// <summary>The names of the backends, of whichever origin, that are to be given nothing new.</summary>
    Task<IReadOnlyList<string>> ListDrainingAsync(CancellationToken cancellationToken);

    /// <summary>Keeps that a backend is to be given nothing new, or may be again.</summary>
    Task SetDrainingAsync(string name, bool draining, CancellationToken cancellationToken);
}

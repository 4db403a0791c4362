namespace GenGateway.Recording;

/// <summary>The way to the thread that owns the store's writing connection. Thread safe.</summary>
public interface IStoreQueue
{
    /// <summary>Does a short piece of work on that thread, in order.</summary>
    /// <exception cref="StoreUnavailableException">The queue is full, the writer has stopped, or the work itself says so.</exception>
    Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken);
}

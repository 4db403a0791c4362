using GenGateway.Errors;

namespace GenGateway.Admission.Keys;

/// <summary>Keys over restarts, which several programs may change. Thread safe; any method may throw that the store is unavailable.</summary>
public interface IKeyStore
{
    /// <summary>All of them.</summary>
    Task<StoredKeys> ListAsync(CancellationToken cancellationToken);

    /// <summary><see cref="StoredKeys.Stamp"/> alone: cheap enough to be asked every second.</summary>
    Task<string> StampAsync(CancellationToken cancellationToken);

    /// <summary>Adds or replaces one key. Nobody else changes any between what the decision sees and what is written.</summary>
    /// <param name="decide">Sees all keys; gives the one to write, by its id, or why nothing is written. Short, and without waiting.</param>
    /// <param name="cancellationToken">Ends the waiting for the store.</param>
    Task<Outcome<StoredKey>> ChangeAsync(Func<IReadOnlyList<StoredKey>, Outcome<StoredKey>> decide, CancellationToken cancellationToken);
}

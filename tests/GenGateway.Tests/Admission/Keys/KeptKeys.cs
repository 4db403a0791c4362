using GenGateway.Admission.Keys;
using GenGateway.Errors;

namespace GenGateway.Tests.Admission.Keys;

/// <summary>A store of keys in memory, with the promises of the real one.</summary>
internal sealed class KeptKeys : IKeyStore
{
    private readonly List<StoredKey> _keys = [];
    private int _changes;

    public IReadOnlyList<StoredKey> All => _keys;

    public Task<StoredKeys> ListAsync(CancellationToken cancellationToken) => Task.FromResult(new StoredKeys($"{_changes}", [.. _keys]));

    public Task<string> StampAsync(CancellationToken cancellationToken) => Task.FromResult($"{_changes}");

    public Task<Outcome<StoredKey>> ChangeAsync(Func<IReadOnlyList<StoredKey>, Outcome<StoredKey>> decide, CancellationToken cancellationToken)
    {
        var decided = decide(_keys);
        if (decided.TryGet(out var key, out _))
        {
            _changes++;
            if (_keys.FindIndex(known => known.Id == key.Id) is >= 0 and var at)
                _keys[at] = key;
            else
                _keys.Add(key);
        }

        return Task.FromResult(decided);
    }
}

using GenGateway.Admission;
using GenGateway.Admission.Keys;
using GenGateway.Configuration;

namespace GenGateway.Server.KeysApi;

/// <summary>The keys of files and environment with those of the database over them, in effect as soon as either changes. Thread safe.</summary>
/// <remarks>Keys that vanish open nothing: once the database had any, keys are asked for until it is seen that it has none and never had.</remarks>
/// <param name="ring">Takes them.</param>
/// <param name="auth">The rules of the start, with the keys of files and environment.</param>
/// <param name="logger">Hears of stored keys that cannot be used.</param>
internal sealed partial class LiveKeys(KeyRing ring, AuthConfig auth, ILogger<LiveKeys> logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _told = [];
    private IReadOnlyList<StoredKey> _stored = [];
    private volatile AuthConfig _file = auth;
    private volatile bool _hasStored;
    private bool _isUnknown;

    /// <summary>Raised with every key after any changed, one change at a time.</summary>
    public event Action<ApiKeySet>? Changed;

    /// <summary>The keys of files and environment.</summary>
    public ApiKeySet OfFile => _file.ApiKeys;

    /// <summary>Whether the rules ask for keys at all, once there is one.</summary>
    public bool Enabled => _file.Enabled;

    /// <summary>Whether the database has, or had, a key.</summary>
    public bool HasStored => _hasStored;

    /// <summary>From now on, these rules with their keys.</summary>
    public void UseFile(AuthConfig changed)
    {
        lock (_lock)
        {
            _file = changed;
            Use();
        }
    }

    /// <summary>From now on, these keys of the database.</summary>
    public void UseStored(IReadOnlyList<StoredKey> stored)
    {
        lock (_lock)
        {
            (_stored, _isUnknown) = (stored, false);
            // Not back to false: a database that was emptied or replaced under a running gateway must not open it.
            _hasStored |= stored.Count > 0;
            Use();
        }
    }

    /// <summary>The database does not say which keys it has: it may have some, until it says that it has none.</summary>
    public void AskAnyway()
    {
        lock (_lock)
        {
            _isUnknown = true;
            Use();
        }
    }

    private void Use()
    {
        var keys = _file.ApiKeys.All.ToList();
        var taken = keys.Select(static key => key.PublicName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var stored in _stored)
        {
            var made = KeyMaking.KeysOf(stored, out var problem);
            if (made.Count > 0 && taken.Contains(stored.Name))
                problem = "a key of its name is configured, and that one counts";
            if (problem is null)
                keys.AddRange(made);
            else if (_told.Add($"{stored.Id} {problem}"))
                Log.NotUsable(logger, stored.Name, problem);
        }

        var all = new ApiKeySet(keys);
        ring.Use(_file with { ApiKeys = all }, _hasStored || _isUnknown);
        Changed?.Invoke(all);
    }

    // Event ids 1050–1059 are the keys'; 1050 is this one's.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1050, Level = LogLevel.Warning, Message = "the key '{Key}' of the database is not used: {Problem}")]
        public static partial void NotUsable(ILogger logger, string key, string problem);
    }
}

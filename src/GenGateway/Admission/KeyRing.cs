using System.Collections.Frozen;
using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Admission;

/// <summary>The keys that count now, replaced as a whole when files or the database change. Thread safe.</summary>
public sealed class KeyRing
{
    private volatile Snapshot _now;

    /// <summary>The keys and rules of a configuration.</summary>
    public KeyRing(AuthConfig auth) => _now = new Snapshot(auth, asksAnyway: false);

    /// <summary>The rules that hold now; <see cref="AuthConfig.ApiKeys"/> has every key, however it was made.</summary>
    public AuthConfig Auth => _now.Auth;

    /// <summary>Whether keys are asked for; if not, a credential that is sent is ignored.</summary>
    public bool Asks => _now.Asks;

    /// <summary>From now on, these. Requests that are past the door keep what they had.</summary>
    /// <param name="auth">The rules, with every key.</param>
    /// <param name="asksAnyway">Keys are asked for although none counts now: those that there were are revoked, disabled or unreadable, which opens nothing.</param>
    public void Use(AuthConfig auth, bool asksAnyway = false) => _now = new Snapshot(auth, asksAnyway);

    /// <summary>What a presented text stands for, or null where it is no key.</summary>
    public KeyRights? Find(ReadOnlySpan<char> presented)
    {
        var now = _now;
        return now.RightsOf(now.Auth.ApiKeys.Find(presented));
    }

    /// <summary>As above, for a text in UTF-8.</summary>
    public KeyRights? Find(ReadOnlySpan<byte> presented)
    {
        var now = _now;
        return now.RightsOf(now.Auth.ApiKeys.Find(presented));
    }

    /// <summary>What the key of a name stands for, or null where none has it.</summary>
    public KeyRights? Named(string name)
    {
        var now = _now;
        return now.RightsOf(now.Auth.ApiKeys.All.FirstOrDefault(key => key.PublicName == name));
    }

    private sealed class Snapshot(AuthConfig auth, bool asksAnyway)
    {
        private readonly FrozenDictionary<ApiKey, KeyRights> _rights = auth.ApiKeys.All.Distinct<ApiKey>(ReferenceEqualityComparer.Instance).ToFrozenDictionary<ApiKey, ApiKey, KeyRights>(
            static key => key,
            static key => new KeyRights(key.PublicName, ScopeNames.Read(key.Scopes), key.Models, key.Expires),
            ReferenceEqualityComparer.Instance);

        public AuthConfig Auth => auth;

        public bool Asks { get; } = auth.Enabled && (asksAnyway || !auth.ApiKeys.IsEmpty);

        public KeyRights? RightsOf(ApiKey? key) => key is null ? null : _rights.GetValueOrDefault(key);
    }
}

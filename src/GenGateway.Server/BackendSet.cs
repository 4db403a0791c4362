using GenGateway.Backends;
using GenGateway.Configuration;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Server.BackendsApi;

namespace GenGateway.Server;

/// <summary>Where backends come from: entries of files, entries added over the API, the embedded models. Puts them together in the catalogue.</summary>
/// <remarks>Thread safe. An entry that says the same as before keeps its backend, with its connections and what is known of it.</remarks>
internal sealed class BackendSet(BackendFactory factory, IReadOnlyList<IBackend> builtIn, BackendCatalogue catalogue, HealthRegistry health) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (BackendConfig Config, IBackend Backend)> _made = [];
    private readonly HashSet<string> _draining = [];

    // Out of the catalogue, and not yet through with those who were routed there.
    private readonly List<(IBackend Backend, Task Gone)> _leaving = [];
    private IReadOnlyList<BackendConfig> _file = [];
    private BreakerConfig _breaker = BreakerConfig.Standing;
    private IReadOnlyList<BackendConfig> _api = [];
    private volatile IReadOnlyList<BackendListing> _listings = [];

    /// <summary>All of them as lists show them, in the order of preference.</summary>
    public IReadOnlyList<BackendListing> Listings => _listings;

    /// <summary>The one of this name, or null.</summary>
    public BackendListing? Find(string name) => _listings.FirstOrDefault(listing => listing.Backend.Name == name);

    /// <summary>Takes the files' entries.</summary>
    /// <param name="file">All of them.</param>
    /// <param name="breaker">What holds for breakers of which an entry says nothing.</param>
    /// <param name="secrets">Where credentials are looked up.</param>
    /// <param name="secretsChanged">Whether that may give other credentials than before, so that every backend that has some is made anew.</param>
    public void UseFile(IReadOnlyList<BackendConfig> file, BreakerConfig breaker, ISecretSource secrets, bool secretsChanged)
    {
        lock (_lock)
        {
            (_file, _breaker) = (file, breaker);
            Rebuild(secrets, secretsChanged);
        }
    }

    /// <summary>Takes the API's entries; one whose name a file has, too, is hidden by it.</summary>
    public void UseApi(IReadOnlyList<BackendConfig> api, ISecretSource secrets)
    {
        lock (_lock)
        {
            _api = api;
            Rebuild(secrets, secretsChanged: false);
        }
    }

    /// <summary>From now on a backend is given nothing new, or is again; what it does already goes on. Holds for its name, over its absence too.</summary>
    public void Drain(string name, bool draining)
    {
        lock (_lock)
        {
            if (draining ? _draining.Add(name) : _draining.Remove(name))
                Publish([.. _listings.Select(listing => listing.Backend.Name == name ? listing with { Draining = draining } : listing)]);
        }
    }

    /// <summary>Closes all that was made here, whoever uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        IBackend[] all;
        lock (_lock)
            all = [.. _made.Values.Select(static made => made.Backend), .. _leaving.Select(static left => left.Backend)];
        foreach (var backend in all.OfType<IAsyncDisposable>())
            await backend.DisposeAsync();
    }

    private void Rebuild(ISecretSource secrets, bool secretsChanged)
    {
        var before = _made.Values.Select(static made => made.Backend).ToArray();
        var merged = _file.Select(static config => (Config: config, Origin: "file"))
            .Concat(_api.Where(config => !_file.Any(file => file.Name == config.Name)).Select(static config => (Config: config, Origin: "api")))
            .ToArray();
        var listings = new List<BackendListing>();
        foreach (var (config, origin) in merged)
        {
            var anew = secretsChanged && BackendFactory.ReadsSecrets(config);
            if (anew || !_made.TryGetValue(config.Name, out var made) || made.Config != config || made.Backend.Origin != origin)
                made = (config, factory.Create(config, origin, secrets));
            // The newer of two equal entries: it knows where it stands now.
            _made[config.Name] = (config, made.Backend);
            listings.Add(new BackendListing(made.Backend, config, _draining.Contains(config.Name), health));
        }

        foreach (var gone in _made.Keys.Except(merged.Select(static entry => entry.Config.Name)).ToArray())
            _made.Remove(gone);
        listings.AddRange(builtIn.Where(own => !_made.ContainsKey(own.Name)).Select(own => new BackendListing(own, null, _draining.Contains(own.Name), health)));
        Publish(listings);
        Retire(before.Except(_made.Values.Select(static made => made.Backend)));
    }

    // After the catalogue has the new ones, so that hardly anybody is sent there any more. Requests under way end in peace; what a backend holds
    // (a loaded model) it gives back with the last of them, and idle connections close by themselves.
    private void Retire(IEnumerable<IBackend> backends)
    {
        _leaving.RemoveAll(static left => left.Gone.IsCompleted);
        _leaving.AddRange(backends.Select(static backend => (backend, backend.RetireAsync())));
    }

    private void Publish(IReadOnlyList<BackendListing> listings)
    {
        _listings = listings;
        // Before anybody is routed there: the account says whether it drains.
        health.Use([.. listings.Select(listing => new EndpointSettings(
            listing.Backend,
            listing.Config?.HealthCheck ?? HealthCheckConfig.Standing,
            (listing.Config?.Breaker ?? BreakerOverrides.None).Over(_breaker),
            listing.Draining))]);
        catalogue.Replace([.. listings.Select(static listing => listing.Backend)]);
    }
}

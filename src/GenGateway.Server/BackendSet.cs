using GenGateway.Backends;
using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Server;

/// <summary>Where backends come from: entries of files, entries added over the API, the embedded models. Puts them together in the catalogue.</summary>
/// <remarks>Thread safe. An entry that says the same as before keeps its backend, with its connections and what is known of it.</remarks>
internal sealed class BackendSet(BackendFactory factory, IReadOnlyList<IBackend> builtIn, BackendCatalogue catalogue)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (BackendConfig Config, IBackend Backend)> _made = [];
    private IReadOnlyList<BackendConfig> _file = [];
    private IReadOnlyList<BackendConfig> _api = [];

    /// <summary>Takes the files' entries.</summary>
    /// <param name="file">All of them.</param>
    /// <param name="secrets">Where credentials are looked up.</param>
    /// <param name="secretsChanged">Whether that may give other credentials than before, so that every backend is made anew.</param>
    public void UseFile(IReadOnlyList<BackendConfig> file, ISecretSource secrets, bool secretsChanged)
    {
        lock (_lock)
        {
            _file = file;
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

    private void Rebuild(ISecretSource secrets, bool secretsChanged)
    {
        // Those that go are not closed: requests under way end in peace, and idle connections close by themselves.
        if (secretsChanged)
            _made.Clear();
        var merged = _file.Select(static config => (Config: config, Origin: "file"))
            .Concat(_api.Where(config => !_file.Any(file => file.Name == config.Name)).Select(static config => (Config: config, Origin: "api")))
            .ToArray();
        var backends = new List<IBackend>();
        foreach (var (config, origin) in merged)
        {
            if (!_made.TryGetValue(config.Name, out var made) || made.Config != config || (made.Backend.Origin != origin && made.Backend.Protocol != "onnx"))
                _made[config.Name] = made = (config, factory.Create(config, origin, secrets));
            backends.Add(made.Backend);
        }

        foreach (var gone in _made.Keys.Except(merged.Select(static entry => entry.Config.Name)).ToArray())
            _made.Remove(gone);
        catalogue.Replace([.. backends, .. builtIn.Where(own => !_made.ContainsKey(own.Name))]);
    }
}

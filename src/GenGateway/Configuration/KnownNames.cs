namespace GenGateway.Configuration;

/// <summary>The names that the configuration itself leads somewhere. What backends list only when they are asked, and what is added over the API, cannot be among them.</summary>
/// <param name="config">What was bound without an error.</param>
/// <param name="modelFolders">The embedded engine's models: each is a backend of its own.</param>
internal sealed class KnownNames(GatewayConfig config, IReadOnlySet<string> modelFolders)
{
    private const int MostShown = 10;

    /// <summary>Whether a backend has this name, a disabled one too.</summary>
    public bool IsBackend(string name) => modelFolders.Contains(name) || config.Backends.Any(backend => backend.Name == name);

    /// <summary>Whether a backend that is enabled lists this model, also as <c>backend/model</c>.</summary>
    public bool IsListed(string name)
    {
        if (modelFolders.Contains(name) || config.Backends.Any(backend => backend.Enabled && Lists(backend, name))) return true;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && (modelFolders.Contains(name[..slash]) || config.Backends.Any(backend => backend.Enabled && backend.Name == name[..slash] && (backend.Models.Count == 0 || Lists(backend, name[(slash + 1)..]))));
    }

    /// <summary>Whether a request for this model leads somewhere: it is listed, or an alias or a mapping says where.</summary>
    public bool IsModel(string name) => IsListed(name) || config.Routing.Aliases.ContainsKey(name) || config.Routing.ModelMappings.ContainsKey(name);

    /// <summary>The end of a sentence about a name that leads nowhere: which one was probably meant, or which there are.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="withBackends">Whether it may be a backend's.</param>
    public string Hint(string name, bool withBackends)
    {
        var models = config.Backends.Where(static backend => backend.Enabled).SelectMany(static backend => backend.Models).Select(static model => model.Id);
        var names = models.Concat(config.Routing.Aliases.Keys).Concat(config.Routing.ModelMappings.Keys).Concat(modelFolders);
        if (withBackends) names = names.Concat(config.Backends.Select(static backend => backend.Name));
        string[] all = [.. names.Distinct().Order(StringComparer.Ordinal)];
        if (NearestName.Find(name, all) is { } near) return $"did you mean {near}?";
        return all.Length == 0 ? "no name is known here" : $"known here are {string.Join(", ", all.Take(MostShown))}" + (all.Length > MostShown ? $" and {all.Length - MostShown} more" : "");
    }

    private static bool Lists(BackendConfig backend, string name) => backend.Models.Any(model =>
        model.Id == name || (model.Id.EndsWith('*') && name.StartsWith(model.Id[..^1], StringComparison.Ordinal)));
}

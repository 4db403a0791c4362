namespace GenGateway.Configuration;

/// <summary>What only the whole configuration shows: names that lead nowhere, credentials that are missing, keys that are too short.</summary>
/// <remarks>Pure but for the secret sources. Errors are what can never work; what may work once a backend answers is a warning.</remarks>
internal static class CrossChecks
{
    /// <summary>Checks.</summary>
    /// <param name="config">What was bound without an error.</param>
    /// <param name="root">What was written, for the places.</param>
    /// <param name="secrets">Where credentials are looked up.</param>
    /// <param name="modelFolders">The names of the embedded engine's models.</param>
    /// <param name="report">Takes errors and warnings.</param>
    public static void Run(GatewayConfig config, ConfigNode root, ISecretSource secrets, IReadOnlySet<string> modelFolders, LoadReport report)
    {
        var names = new KnownNames(config, modelFolders);
        Aliases(config.Routing.Aliases, Below(root, "routing", "aliases"), names, report);
        Mappings(config, Below(root, "routing", "model_mappings"), names, report);
        new SubstituteChecks(config, root.Children.GetValueOrDefault("routing"), names, report).Run();
        Credentials(config, secrets, report);
        ShortKeys(config, report);
    }

    private static void Aliases(IReadOnlyDictionary<string, string> aliases, ConfigNode? written, KnownNames names, LoadReport report)
    {
        foreach (var (alias, target) in aliases)
        {
            var setting = $"routing.aliases.{alias}";
            var origin = OriginOf(written, alias);
            if (target == alias)
            {
                report.Error(origin, setting, "is the alias of itself; name the model that it stands for, or remove it");
            }
            else if (Loop(aliases, alias) is { } loop)
            {
                report.Error(origin, setting, $"leads back to itself ({string.Join(" → ", loop)}); name the model that it stands for");
            }
            else if (!names.IsListed(target))
            {
                report.Warnings.Add(aliases.ContainsKey(target)
                    ? $"{origin}: {setting} is {ConfigText.Show(target)}, an alias itself, and aliases are not followed further; name the model"
                    : $"{origin}: {setting} is {ConfigText.Show(target)}, which no backend lists; it is served only if a backend says that it has it");
            }
        }
    }

    private static List<string>? Loop(IReadOnlyDictionary<string, string> aliases, string alias)
    {
        var way = new List<string> { alias };
        for (var next = alias; aliases.TryGetValue(next, out var target) && way.Count <= aliases.Count; next = target)
        {
            way.Add(target);
            if (target == alias) return way;
        }

        return null;
    }

    private static void Mappings(GatewayConfig config, ConfigNode? written, KnownNames names, LoadReport report)
    {
        foreach (var (model, backend) in config.Routing.ModelMappings)
        {
            // The embedded engine's backends bear the names of their folders.
            if (names.IsBackend(backend)) continue;
            var known = config.Backends.Count == 0 ? "there is none" : "there are " + string.Join(", ", config.Backends.Select(static known => known.Name).Take(10));
            report.Warnings.Add($"{OriginOf(written, model)}: routing.model_mappings.{model} is {ConfigText.Show(backend)}, which is no backend of the configuration ({known}); until one of that name is added over the API, the model is not served");
        }
    }

    private static void Credentials(GatewayConfig config, ISecretSource secrets, LoadReport report)
    {
        foreach (var backend in config.Backends.Where(static backend => backend.Enabled))
        {
            foreach (var auth in backend.Endpoints.Select(endpoint => endpoint.Auth ?? backend.Auth).Distinct())
            {
                if (!auth.Secret.TryRead(secrets, out var secret, out var problem))
                    report.Warnings.Add($"{backend.Origin}: backend '{backend.Name}' does not serve: {problem}; its auth needs it");
                else if (auth.Kind == CredentialKind.Basic && secret is not null && !secret.Reveal().Contains(':', StringComparison.Ordinal))
                    report.Error(backend.Origin, "auth", $"the basic credential of backend '{backend.Name}' has no colon; it is USER:PASSWORD");
            }
        }
    }

    private static void ShortKeys(GatewayConfig config, LoadReport report)
    {
        foreach (var key in config.Auth.ApiKeys.All.Where(static key => key is { IsShort: true, IsSample: false }))
            report.Warnings.Add($"{key.Origin}: auth.api_keys: this key is shorter than {ApiKey.Shortest} characters and can be guessed; beyond loopback the server would not start with it. Make one with: openssl rand -hex 32");
    }

    private static ConfigNode? Below(ConfigNode root, string section, string name) => root.Children.GetValueOrDefault(section)?.Children.GetValueOrDefault(name);

    private static ConfigOrigin OriginOf(ConfigNode? written, string name) => written?.Children.GetValueOrDefault(name)?.Origin ?? written?.Origin ?? default;
}

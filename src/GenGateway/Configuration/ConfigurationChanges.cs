namespace GenGateway.Configuration;

/// <summary>What differs between two configurations.</summary>
/// <param name="Sections">The sections that differ, by their names in the file; <c>backends</c> among them where any backend does.</param>
/// <param name="AddedBackends">Names of backends that are new.</param>
/// <param name="RemovedBackends">Names of backends that are gone.</param>
/// <param name="ChangedBackends">Names of backends whose entries say something else.</param>
/// <param name="Environment">What references are looked up in from now on.</param>
/// <param name="EnvironmentChanged">Whether <c>.env</c> says something else, so that secrets must be read anew.</param>
public sealed record ConfigurationChanges(
    IReadOnlyList<string> Sections,
    IReadOnlyList<string> AddedBackends,
    IReadOnlyList<string> RemovedBackends,
    IReadOnlyList<string> ChangedBackends,
    EnvironmentView Environment,
    bool EnvironmentChanged)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Sections.Count == 0 && !EnvironmentChanged;

    /// <summary>Compares two configurations by what they say, not by where it stands.</summary>
    public static ConfigurationChanges Between(GatewayConfig before, EnvironmentView environmentBefore, GatewayConfig next, EnvironmentView environment)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(environmentBefore);
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(environment);
        var old = before.Backends.ToDictionary(backend => backend.Name);
        var names = next.Backends.Select(backend => backend.Name).ToHashSet();
        return new ConfigurationChanges(
            [.. SectionsOf(before).Zip(SectionsOf(next)).Where(pair => !pair.First.Value.Equals(pair.Second.Value)).Select(pair => pair.First.Name)],
            [.. names.Where(name => !old.ContainsKey(name))],
            [.. old.Keys.Where(name => !names.Contains(name))],
            [.. next.Backends.Where(backend => old.TryGetValue(backend.Name, out var same) && same != backend).Select(backend => backend.Name)],
            environment,
            !environment.HasSameFile(environmentBefore));
    }

    private static IEnumerable<(string Name, object Value)> SectionsOf(GatewayConfig config) =>
    [
        ("version", config.Version),
        ("server", config.Server),
        ("auth", config.Auth),
        ("rate_limit", config.RateLimit),
        ("cors", config.Cors),
        ("routing", config.Routing),
        ("queue", config.Queue),
        ("breaker", config.Breaker),
        ("engine", config.Engine),
        ("limits", config.Limits),
        ("logging", config.Logging),
        ("surfaces", config.Surfaces),
        ("listeners", config.Listeners),
        ("api", config.Api),
        ("translation", config.Translation),
        ("stream", config.Stream),
        ("prices", config.Prices),
        ("jobs", config.Jobs),
        ("records", config.Records),
        ("database", config.Database),
        ("storage", config.Storage),
        ("metrics", config.Metrics),
        ("backends", config.Backends),
        ("defaults", config.BackendDefaults),
    ];
}

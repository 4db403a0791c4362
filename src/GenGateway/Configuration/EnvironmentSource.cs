namespace GenGateway.Configuration;

/// <summary>Settings of the environment: <c>GEN_GATEWAY__SERVER__PORT</c> is <c>server.port</c>.</summary>
/// <remarks>A variable that is set to nothing counts as not set: compose files pass those on.</remarks>
internal static class EnvironmentSource
{
    public const string ApiKeyVariable = "GEN_GATEWAY_API_KEY";

    private const string Prefix = "GEN_GATEWAY__";
    private const string PredecessorPrefix = "IMG_SERVING__";
    private const string NearPrefix = "GEN_GATEWAY_";

    /// <summary>The settings among <paramref name="variables"/>.</summary>
    public static ConfigNode Read(IReadOnlyDictionary<string, string> variables, Func<string, ConfigOrigin> originOf, LoadReport report)
    {
        var tree = new SettingTree(report);
        foreach (var (name, value) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (value.Length == 0) continue;
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                tree.Add(name[Prefix.Length..].ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal), originOf(name), value);
            }
            else if (name.StartsWith(PredecessorPrefix, StringComparison.Ordinal))
            {
                report.Warnings.Add($"{originOf(name)} is not read by this version; write {Prefix}{name[PredecessorPrefix.Length..]}");
            }
            else if (LooksMeant(name))
            {
                report.Warnings.Add($"{originOf(name)} is no setting of GenGateway; a setting is written like {Prefix}SERVER__PORT, a key {ApiKeyVariable}");
            }
        }

        return tree.ToNode();
    }

    // Kubernetes sets GEN_GATEWAY_SERVICE_HOST, GEN_GATEWAY_PORT_80_TCP and more for a service named gen-gateway; those are not typing errors.
    private static bool LooksMeant(string name) =>
        name.StartsWith(NearPrefix, StringComparison.Ordinal)
        && name != ApiKeyVariable
        && !name.StartsWith(NearPrefix + "SERVICE_", StringComparison.Ordinal)
        && !name.StartsWith(NearPrefix + "PORT", StringComparison.Ordinal);
}

namespace GenGateway.Configuration;

/// <summary>Settings of the environment: <c>GEN_GATEWAY__SERVER__PORT</c> is <c>server.port</c>.</summary>
/// <remarks>A variable that is set to nothing counts as not set: compose files pass those on.</remarks>
internal static class EnvironmentSource
{
    public const string ApiKeyVariable = "GEN_GATEWAY_API_KEY";

    private const string Prefix = "GEN_GATEWAY__";
    private const string PredecessorPrefix = "IMG_SERVING__";
    private const string NearPrefix = "GEN_GATEWAY_";

    /// <summary>The settings among <paramref name="variables"/>: those of the predecessor's prefix, and over them those of ours.</summary>
    public static ConfigNode Read(IReadOnlyDictionary<string, string> variables, Func<string, ConfigOrigin> originOf, LoadReport report)
    {
        foreach (var name in variables.Where(variable => variable.Value.Length > 0 && LooksMeant(variable.Key)).Select(variable => variable.Key).Order(StringComparer.Ordinal))
        {
            report.Warnings.Add($"{originOf(name)} is no setting of GenGateway; a setting is written like {Prefix}SERVER__PORT, a key {ApiKeyVariable}");
        }

        return Settings(variables, PredecessorPrefix, originOf, report).Overlay(Settings(variables, Prefix, originOf, report));
    }

    private static ConfigNode Settings(IReadOnlyDictionary<string, string> variables, string prefix, Func<string, ConfigOrigin> originOf, LoadReport report)
    {
        var tree = new SettingTree(report);
        foreach (var (name, value) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (value.Length == 0 || !name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            tree.Add(name[prefix.Length..].ToLowerInvariant().Replace("__", ".", StringComparison.Ordinal), originOf(name), value);
        }

        return tree.ToNode();
    }

    // Kubernetes sets GEN_GATEWAY_SERVICE_HOST, GEN_GATEWAY_PORT_80_TCP and more for a service named gen-gateway; those are not typing errors.
    private static bool LooksMeant(string name) =>
        name.StartsWith(NearPrefix, StringComparison.Ordinal)
        && !name.StartsWith(Prefix, StringComparison.Ordinal)
        && name != ApiKeyVariable
        && !name.StartsWith(NearPrefix + "SERVICE_", StringComparison.Ordinal)
        && !name.StartsWith(NearPrefix + "PORT", StringComparison.Ordinal);
}

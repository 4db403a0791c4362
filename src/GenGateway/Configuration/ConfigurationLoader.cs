namespace GenGateway.Configuration;

/// <summary>Reads every source of configuration into one <see cref="GatewayConfig"/>, or tells everything that is wrong.</summary>
public static class ConfigurationLoader
{
    /// <summary>
    /// Later wins: defaults, <c>config/gateway.yaml</c> (or what <c>--config</c> names), <c>.env</c>, environment, command line.
    /// Wrong configuration is answered with errors, never with an exception.
    /// </summary>
    public static ConfigurationResult Load(ConfigurationSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var report = new LoadReport();
        var commandLine = CommandLineSource.Read(sources.Arguments, report);
        var file = new ConfigurationFile(sources.WorkingDirectory, report);
        var root = ConfigNode.Nothing("", default);
        if (file.Read(commandLine.ConfigPath) is { } written) root = root.Overlay(written);

        var dotEnv = ReadDotEnv(sources.WorkingDirectory, report);
        root = root.Overlay(EnvironmentSource.Read(dotEnv.Variables, dotEnv.OriginOf, report))
            .Overlay(EnvironmentSource.Read(sources.Environment, VariableOrigin, report))
            .Overlay(commandLine.Settings);

        var config = GatewayBinder.Bind(root, KeyOf(sources, dotEnv), report);
        return new ConfigurationResult(report.Errors.Count == 0 ? config : null, report.Errors, report.Warnings);
    }

    private static DotEnvFile ReadDotEnv(string workingDirectory, LoadReport report)
    {
        const string name = ".env";
        var path = Path.Combine(workingDirectory, name);
        var text = File.Exists(path) ? ConfigText.Read(path, name, report) : null;
        return DotEnvFile.Parse(text ?? "", name, report);
    }

    private static ConfigOrigin VariableOrigin(string name) => new($"environment variable {name}");

    private static ConfigNode? KeyOf(ConfigurationSources sources, DotEnvFile dotEnv)
    {
        const string name = EnvironmentSource.ApiKeyVariable;
        if (sources.Environment.TryGetValue(name, out var key) && key.Length > 0) return ConfigNode.Value(name, VariableOrigin(name), key);
        return dotEnv.Variables.TryGetValue(name, out key) && key.Length > 0 ? ConfigNode.Value(name, dotEnv.OriginOf(name), key) : null;
    }
}

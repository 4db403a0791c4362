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
        var environment = new EnvironmentView(sources.Environment, dotEnv, sources.WorkingDirectory);
        root = root.Overlay(EnvironmentSource.Read(dotEnv.Variables, dotEnv.OriginOf, report))
            .Overlay(EnvironmentSource.Read(sources.Environment, EnvironmentView.ProcessOrigin, report))
            .Overlay(commandLine.Settings);

        var config = GatewayBinder.Bind(root, environment, ValueMap.Of<LoggingLevel>([]), report);
        return new ConfigurationResult(report.Errors.Count == 0 ? config : null, report.Errors, report.Warnings, environment);
    }

    private static DotEnvFile ReadDotEnv(string workingDirectory, LoadReport report)
    {
        const string name = ".env";
        var path = Path.Combine(workingDirectory, name);
        var text = File.Exists(path) ? ConfigText.Read(path, name, report) : null;
        return DotEnvFile.Parse(text ?? "", name, report);
    }
}

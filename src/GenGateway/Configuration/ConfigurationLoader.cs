namespace GenGateway.Configuration;

/// <summary>Reads every source of configuration into one <see cref="GatewayConfig"/>, or tells everything that is wrong.</summary>
public static class ConfigurationLoader
{
    /// <summary>
    /// Later wins: defaults, files (<c>config/gateway.yaml</c> and <c>config/backends.yaml</c>, or <c>config/default.toml</c>, or what <c>--config</c> names),
    /// <c>.env</c>, environment (<c>IMG_SERVING__</c>, then <c>GEN_GATEWAY__</c>), command line.
    /// Wrong configuration is answered with errors, never with an exception.
    /// </summary>
    public static ConfigurationResult Load(ConfigurationSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var report = new LoadReport();
        var commandLine = CommandLineSource.Read(sources.Arguments, report);
        var files = new ConfigurationFiles(sources.WorkingDirectory, report);
        var written = files.Read(commandLine.ConfigPath);

        const string dotEnvName = ".env";
        var dotEnvPath = Path.Combine(sources.WorkingDirectory, dotEnvName);
        var dotEnv = DotEnvFile.Parse(File.Exists(dotEnvPath) ? ConfigText.Read(dotEnvPath, dotEnvName, report) ?? "" : "", dotEnvName, report);
        var environment = new EnvironmentView(sources.Environment, dotEnv, sources.WorkingDirectory);
        var log = RustLog.Read(environment, report);

        var root = KnownVariables.BelowFiles(environment, report)
            .Overlay(written)
            .Overlay(KnownVariables.AboveFiles(environment, log, report))
            .Overlay(EnvironmentSource.Read(dotEnv.Variables, dotEnv.OriginOf, report))
            .Overlay(EnvironmentSource.Read(sources.Environment, EnvironmentView.ProcessOrigin, report))
            .Overlay(commandLine.Settings);
        var config = GatewayBinder.Bind(root, environment, log.Targets, report);
        if (report.Errors.Count == 0)
            CrossChecks.Run(config, root, environment, ModelFolders(config.Engine, sources.WorkingDirectory), report);
        return new ConfigurationResult(report.Errors.Count == 0 ? config : null, report.Errors, report.Warnings, environment, [.. files.Looked, dotEnvPath]);
    }

    private static HashSet<string> ModelFolders(EngineConfig engine, string workingDirectory)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (!engine.Enabled) return found;
        foreach (var start in (ReadOnlySpan<string>)[workingDirectory, AppContext.BaseDirectory])
        {
            try
            {
                found.UnionWith(new DirectoryInfo(Path.Combine(start, engine.ModelsPath)).EnumerateDirectories().Select(static folder => folder.Name));
            }
            catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
            {
                // Not there, or not for us to see: the engine says so where it looks for models.
            }
        }

        return found;
    }
}

using System.Net.Sockets;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Storage;

namespace GenGateway.Server;

/// <summary>What is said when the server starts, or why it does not.</summary>
internal static partial class Startup
{
    /// <summary>Reads and checks the configuration; every error goes to <paramref name="errors"/> at once.</summary>
    /// <remarks>Where a first key is wanted, it is made here.</remarks>
    /// <returns>The configuration with all that was read, or null and the exit code: 2 for a wrong one, 1 for one that must not start.</returns>
    public static (GatewayConfig? Config, ConfigurationResult Loaded, int ExitCode) Configure(ConfigurationSources sources, TimeProvider clock, TextWriter errors)
    {
        var (loaded, problems, exitCode) = Read(sources, (config, environment) => InitialKey.Make(config, environment, sources.WorkingDirectory, clock, errors));
        if (exitCode == 0)
            return (loaded.Config, loaded, 0);
        errors.WriteLine(loaded.Config is null ? "gengateway does not start: the configuration is wrong." : "gengateway does not start:");
        foreach (var problem in problems)
            errors.WriteLine($"  {problem}");
        return (null, loaded, exitCode);
    }

    /// <summary>Does the same without a start: a problem per line, as editors and scripts read them.</summary>
    /// <returns>The exit code, 0 where the server would start.</returns>
    public static int Check(ConfigurationSources sources, TextWriter output, TextWriter errors)
    {
        var (loaded, problems, exitCode) = Read(sources, static (_, _) => null);
        foreach (var problem in problems)
            errors.WriteLine(problem);
        foreach (var warning in loaded.Warnings)
            errors.WriteLine($"warning: {warning}");
        if (exitCode == 0)
            output.WriteLine("the configuration is right");
        return exitCode;
    }

    /// <summary>Reads and checks the configuration for a command that serves nobody else; nothing is made.</summary>
    /// <returns>The configuration with what credentials are looked up in, or null and the exit code of <see cref="Configure"/>.</returns>
    public static (GatewayConfig? Config, ISecretSource Secrets, int ExitCode) Load(ConfigurationSources sources, TextWriter errors)
    {
        var (loaded, problems, exitCode) = Read(sources, static (_, _) => null);
        foreach (var problem in problems)
            errors.WriteLine(problem);
        return (exitCode == 0 ? loaded.Config : null, loaded.Environment, exitCode);
    }

    private static (ConfigurationResult Loaded, IReadOnlyList<string> Problems, int ExitCode) Read(ConfigurationSources sources, Func<GatewayConfig, EnvironmentView, Failure?> makeFirstKey)
    {
        var loaded = ConfigurationLoader.Load(sources);
        if (loaded.Config is not { } config)
            return (loaded, [.. loaded.Errors.Select(static error => error.ToString())], 2);
        var makesKey = InitialKey.IsWanted(config, loaded.Environment);
        if (makesKey)
        {
            string[] samples = [.. config.Auth.ApiKeys.Samples.Select(static key => $"{key.Origin}: auth.api_keys: this key stands in the documentation, so it does not count")];
            config = InitialKey.WithoutSamples(config);
            loaded = loaded with { Config = config, Warnings = [.. loaded.Warnings, .. samples] };
            if (makeFirstKey(config, loaded.Environment) is { } failure)
                return (loaded, [failure.Message], 1);
        }

        var refusals = StartRules.Refusals(config);
        // Looked up only where it decides: the database is not opened twice at every start.
        if (refusals.Count > 0 && (makesKey || HasStoredKeys(config, sources.WorkingDirectory)))
            refusals = StartRules.Refusals(config, hasStoredKeys: true);
        if (refusals.Count == 0)
            refusals = [.. ListenerRules.Refusals(config), .. HostProblems(config), .. DatabaseProblems(config, sources.WorkingDirectory)];
        return (loaded, refusals, refusals.Count == 0 ? 0 : 1);
    }

    /// <summary>Says why the program does not start where a file that it needs is at fault.</summary>
    /// <returns>The exit code.</returns>
    public static int Refuse(Failure failure, TextWriter errors)
    {
        errors.WriteLine($"gengateway does not start:\n  {failure.Message}");
        return 1;
    }

    // A start that drops the tables drops the keys with them.
    private static bool HasStoredKeys(GatewayConfig config, string workingDirectory) =>
        config.Database.MigrationMode != MigrationMode.DropRecreate
        && DatabaseUrl.TryParse(config.Database.ConnectionString, workingDirectory, out var url, out _)
        && KeyDatabase.HasKeys(url);

    private static IEnumerable<string> DatabaseProblems(GatewayConfig config, string workingDirectory)
    {
        if (!DatabaseUrl.TryParse(config.Database.ConnectionString, workingDirectory, out _, out var problem))
            yield return problem;
    }

    private static IEnumerable<string> HostProblems(GatewayConfig config)
    {
        if (HostProblem("server.host", config.Server.Host) is { } problem)
            yield return problem;
        foreach (var listener in config.Listeners)
        {
            if (HostProblem($"{listener.Origin}: listeners.url", listener.Url.Host) is { } other)
                yield return other;
        }
    }

    private static string? HostProblem(string setting, string host)
    {
        try
        {
            if (!Listening.IsEveryAddress(host))
                Listening.AddressOf(host);
            return null;
        }
        catch (SocketException thrown)
        {
            return $"{setting} is {host}, a name that this machine cannot resolve ({thrown.Message}); write an address of this machine, or correct the name";
        }
    }

    /// <summary>The first lines of the log: where, what, and something to try.</summary>
    public static void Greet(ILogger logger, IEnumerable<string> urls, IReadOnlyList<IBackend> backends, bool asksForKeys, IReadOnlyList<string> warnings)
    {
        Warn(logger, warnings);
        var url = string.Join(", ", urls);
        Log.Listening(logger, url);
        var models = string.Join(", ", backends.SelectMany(static backend => backend.Models).Select(static model => model.Id).Distinct());
        if (models.Length == 0)
        {
            Log.NoModels(logger);
            return;
        }

        Log.Models(logger, models);
        var key = asksForKeys ? " -H 'Authorization: Bearer <key>'" : "";
        var command = $$$"""curl {{{urls.FirstOrDefault()?.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)}}}/v1/chat/completions{{{key}}} -H 'Content-Type: application/json' -d '{"messages":[{"role":"user","content":"Hello"}]}'""";
        Log.Try(logger, command);
    }

    /// <summary>A line for each.</summary>
    public static void Warn(ILogger logger, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
            Log.Warned(logger, warning);
    }

    // Event ids 1000–1999 are the server's.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "listening on {Url}")]
        public static partial void Listening(ILogger logger, string url);

        [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "models: {Models}")]
        public static partial void Models(ILogger logger, string models);

        [LoggerMessage(EventId = 1003, Level = LogLevel.Information, Message = "try: {Command}")]
        public static partial void Try(ILogger logger, string command);

        [LoggerMessage(EventId = 1005, Level = LogLevel.Warning, Message = "there is no model to serve: put a model folder into engine.models_path, or set engine.enabled: true")]
        public static partial void NoModels(ILogger logger);

        [LoggerMessage(EventId = 1004, Level = LogLevel.Warning, Message = "{Warning}")]
        public static partial void Warned(ILogger logger, string warning);
    }
}

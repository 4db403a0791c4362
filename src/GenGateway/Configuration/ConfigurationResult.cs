namespace GenGateway.Configuration;

/// <summary>What reading the configuration gave: the configuration, or every error at once; warnings in either case.</summary>
/// <param name="Config">The configuration, or null where there are errors.</param>
/// <param name="Errors">Everything that is wrong; empty where <paramref name="Config"/> is not null.</param>
/// <param name="Warnings">Lines for the log at start-up; never a secret.</param>
/// <param name="Environment">What references to variables and files are looked up in.</param>
/// <param name="Files">Absolute paths of what was read, and of what would have been, had it been there.</param>
public sealed record ConfigurationResult(
    GatewayConfig? Config,
    IReadOnlyList<ConfigError> Errors,
    IReadOnlyList<string> Warnings,
    EnvironmentView Environment,
    IReadOnlyList<string> Files);

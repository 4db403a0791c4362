namespace GenGateway.Configuration;

/// <summary>Everything that configuration is read from; the caller gives it, nothing is taken from the process behind its back.</summary>
/// <param name="WorkingDirectory">The absolute directory that relative paths, <c>config/</c> and <c>.env</c> are looked for in.</param>
/// <param name="Environment">The environment variables.</param>
/// <param name="Arguments">The command line without the program's name.</param>
public sealed record ConfigurationSources(
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> Arguments);

namespace GenGateway.Configuration;

/// <summary>Section <c>auth</c>: who may ask.</summary>
/// <param name="Enabled">Whether keys are asked for, once there is one.</param>
/// <param name="AllowAnonymous">Whether <c>enabled: false</c> is meant beyond loopback too.</param>
/// <param name="ApiKeys">The keys of files, environment and command line.</param>
/// <param name="BypassPaths">Paths that need no key: exact, or a prefix with a trailing <c>*</c>.</param>
public sealed record AuthConfig(bool Enabled, bool AllowAnonymous, ApiKeySet ApiKeys, IReadOnlyList<string> BypassPaths);

namespace GenGateway.Configuration;

/// <summary>Section <c>auth</c>: who may ask.</summary>
/// <param name="Enabled">Whether keys are asked for, once there is one.</param>
/// <param name="AllowAnonymous">Whether <c>enabled: false</c> is meant beyond loopback too.</param>
/// <param name="ApiKeys">The keys of files, environment and command line.</param>
/// <param name="BypassPaths">Paths that need no key: exact, or a prefix with a trailing <c>*</c>.</param>
/// <param name="Methods">How a key may be sent: <c>bearer</c>, <c>api_key</c>, <c>basic</c>, <c>query</c>.</param>
/// <param name="SecretReferences">Prefixes, <c>env:…</c> and <c>file:…</c>, of what a backend that is added over the API may refer to.</param>
public sealed record AuthConfig(
    bool Enabled,
    bool AllowAnonymous,
    ApiKeySet ApiKeys,
    IReadOnlyList<string> BypassPaths,
    IReadOnlyList<string> Methods,
    IReadOnlyList<string> SecretReferences)
{
    /// <summary>Paths that need no key: exact, or a prefix with a trailing <c>*</c>.</summary>
    public IReadOnlyList<string> BypassPaths { get; init => field = ValueList.Of(value); } = ValueList.Of(BypassPaths);

    /// <summary>How a key may be sent: <c>bearer</c>, <c>api_key</c>, <c>basic</c>, <c>query</c>.</summary>
    public IReadOnlyList<string> Methods { get; init => field = ValueList.Of(value); } = ValueList.Of(Methods);

    /// <summary>Prefixes of what a backend that is added over the API may refer to.</summary>
    public IReadOnlyList<string> SecretReferences { get; init => field = ValueList.Of(value); } = ValueList.Of(SecretReferences);
}

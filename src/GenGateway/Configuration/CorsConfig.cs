namespace GenGateway.Configuration;

/// <summary>Section <c>cors</c>: which web pages may ask.</summary>
/// <param name="Enabled">Whether CORS answers are given.</param>
/// <param name="AllowedOrigins">Origins that are not foreign: <c>scheme://host[:port]</c>, or <c>*</c>.</param>
public sealed record CorsConfig(bool Enabled, IReadOnlyList<string> AllowedOrigins);

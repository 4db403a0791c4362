namespace GenGateway.Configuration;

/// <summary>Section <c>cors</c>: which web pages may ask.</summary>
/// <param name="Enabled">Whether CORS answers are given.</param>
/// <param name="AllowedOrigins">Origins that are not foreign: <c>scheme://host[:port]</c>, or <c>*</c>.</param>
/// <param name="AllowedMethods">The methods that a page may use.</param>
/// <param name="AllowedHeaders">The headers that a page may send; empty = those that it asks for.</param>
/// <param name="MaxAge">How long a browser need not ask again.</param>
public sealed record CorsConfig(
    bool Enabled,
    IReadOnlyList<string> AllowedOrigins,
    IReadOnlyList<string> AllowedMethods,
    IReadOnlyList<string> AllowedHeaders,
    TimeSpan MaxAge)
{
    /// <summary>Origins that are not foreign: <c>scheme://host[:port]</c>, or <c>*</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init => field = ValueList.Of(value); } = ValueList.Of(AllowedOrigins);

    /// <summary>The methods that a page may use.</summary>
    public IReadOnlyList<string> AllowedMethods { get; init => field = ValueList.Of(value); } = ValueList.Of(AllowedMethods);

    /// <summary>The headers that a page may send; empty = those that it asks for.</summary>
    public IReadOnlyList<string> AllowedHeaders { get; init => field = ValueList.Of(value); } = ValueList.Of(AllowedHeaders);
}

namespace GenGateway.Server.Http;

/// <summary>Who speaks Anthropic's protocol on a path that two vendors have: whoever names its version.</summary>
internal static class AnthropicCallers
{
    private const string Version = "anthropic-version";

    /// <param name="request">Whose head is looked at.</param>
    /// <param name="families">The families that are answered where it came in.</param>
    /// <param name="route">The route that it matched; null: none.</param>
    public static bool Speaks(HttpRequest request, Families families, GatewayRoute? route)
    {
        if (!families.HasFlag(Families.Anthropic) || route?.Families.HasFlag(Families.Anthropic) is false)
            return false;
        return request.Headers.ContainsKey(Version) || (route is not null && !families.HasFlag(Families.OpenAi));
    }
}

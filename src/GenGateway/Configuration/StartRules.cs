using System.Net;

namespace GenGateway.Configuration;

/// <summary>What a configuration must fulfil before anything listens: nobody gets an open server by accident.</summary>
/// <remarks>Pure: reads nothing but its arguments.</remarks>
public static class StartRules
{
    private const string MakeKey =
        "make a key and give it to GenGateway: export GEN_GATEWAY_API_KEY=$(openssl rand -hex 32) (or write it under auth.api_keys, or into .env as GEN_GATEWAY_API_KEY=...)";

    /// <summary>Whether only programs of this machine reach <paramref name="host"/>: localhost, 127.0.0.0/8, ::1.</summary>
    /// <remarks>A host name is beyond, whatever it resolves to today.</remarks>
    public static bool IsLoopback(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>Why the server must not start, each with the way out; empty where it may.</summary>
    public static IReadOnlyList<string> Refusals(GatewayConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var refusals = new List<string>();
        foreach (var key in config.Auth.ApiKeys.Samples)
        {
            refusals.Add($"{key.Origin}: auth.api_keys: this key stands in the documentation, so everyone has it; {MakeKey}");
        }

        var host = config.Server.Host;
        if (IsLoopback(host)) return refusals;
        if (!config.Auth.Enabled && !config.Auth.AllowAnonymous)
        {
            refusals.Add($"server.host is {host}, which other machines reach, and auth.enabled is false; "
                + "set auth.enabled: true, or server.host: 127.0.0.1, or, if everyone shall have it, auth.allow_anonymous: true");
        }
        else if (config.Auth.Enabled && config.Auth.ApiKeys.IsEmpty)
        {
            refusals.Add($"server.host is {host}, which other machines reach, and there is no API key; {MakeKey}, or set server.host: 127.0.0.1");
        }

        return refusals;
    }
}

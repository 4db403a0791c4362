using System.Net;

namespace GenGateway.Configuration;

/// <summary>What a configuration must fulfil before anything listens: nobody gets an open server by accident.</summary>
/// <remarks>Pure: reads nothing but its arguments.</remarks>
public static class StartRules
{
    private const string MakeKey =
        "make a key and give it to GenGateway: export GEN_GATEWAY_API_KEY=$(openssl rand -hex 32) (or write it under auth.api_keys, or into .env as GEN_GATEWAY_API_KEY=...), or keep one in the database: gengateway keys create NAME";

    /// <summary>Whether only programs of this machine reach <paramref name="host"/>: localhost, 127.0.0.0/8, ::1.</summary>
    /// <remarks>A host name is beyond, whatever it resolves to today.</remarks>
    public static bool IsLoopback(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>Why the server must not start, each with the way out; empty where it may.</summary>
    /// <param name="config">What is to run.</param>
    /// <param name="hasStoredKeys">Whether the database has keys, which count as those of the configuration do.</param>
    public static IReadOnlyList<string> Refusals(GatewayConfig config, bool hasStoredKeys = false)
    {
        ArgumentNullException.ThrowIfNull(config);
        var refusals = new List<string>();
        foreach (var key in config.Auth.ApiKeys.Samples)
        {
            refusals.Add($"{key.Origin}: auth.api_keys: this key stands in the documentation, so everyone has it; {MakeKey}");
        }

        refusals.AddRange(OpenTo("server.host", "127.0.0.1", config.Server.Host, asks: true, config.Auth, hasStoredKeys));
        foreach (var listener in config.Listeners)
        {
            refusals.AddRange(OpenTo($"{listener.Origin}: listeners.url", $"http://127.0.0.1:{listener.Url.Port}", listener.Url.Host, listener.Auth, config.Auth, hasStoredKeys));
        }

        // On this machine alone a warning says so.
        if (config.Auth.Enabled && (!IsLoopback(config.Server.Host) || config.Listeners.Any(static listener => listener.Auth && !IsLoopback(listener.Url.Host))))
        {
            foreach (var key in config.Auth.ApiKeys.All.Where(static key => key is { IsShort: true, IsSample: false }))
                refusals.Add($"{key.Origin}: auth.api_keys: this key has fewer than {ApiKey.Shortest} characters, and other machines could guess it; {MakeKey}");
        }

        return refusals;
    }

    private static IEnumerable<string> OpenTo(string setting, string closed, string host, bool asks, AuthConfig auth, bool hasStoredKeys)
    {
        if (IsLoopback(host)) yield break;
        var enabled = auth.Enabled && asks;
        if (!enabled && !auth.AllowAnonymous)
        {
            yield return $"{setting} is {host}, which other machines reach, and {(auth.Enabled ? "its auth" : "auth.enabled")} is false; "
                + $"set {(auth.Enabled ? "auth" : "auth.enabled")}: true, or {setting}: {closed}, or, if everyone shall have it, auth.allow_anonymous: true";
        }
        else if (enabled && auth.ApiKeys.IsEmpty && !hasStoredKeys)
        {
            yield return $"{setting} is {host}, which other machines reach, and there is no API key; {MakeKey}, or set {setting}: {closed}";
        }
    }
}

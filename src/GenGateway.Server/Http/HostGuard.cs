using System.Buffers;
using System.Globalization;
using GenGateway.Configuration;
using GenGateway.Errors;
using Microsoft.Extensions.Primitives;

namespace GenGateway.Server.Http;

/// <summary>On loopback without keys the browser is the way in: refuses pages of other origins and names that other sites point here (DNS rebinding).</summary>
internal sealed class HostGuard(CorsConfig cors)
{
    private const string Any = "*";

    private static readonly SearchValues<char> NoHost = SearchValues.Create("/@?#\\ ");

    // A default port may be written or left out: the host alone is compared for the Host header, the whole origin for Origin.
    private readonly string[] _origins = [.. cors.AllowedOrigins];
    private readonly string[] _hosts = [.. cors.AllowedOrigins.Select(static origin => HostOf(origin)).OfType<string>()];

    /// <param name="request">Whose head is looked at.</param>
    /// <param name="door">Where it came in.</param>
    /// <param name="asks">Whether keys are asked for there.</param>
    public Failure? Check(HttpRequest request, Doorway door, bool asks)
    {
        if (asks || !door.IsLoopback || _origins.Contains(Any))
            return null;

        // HTTP/1.0 may come without; no browser sends it.
        var host = request.Host.Host;
        if (host.Length > 0 && !IsOwn(host) && !_hosts.Contains(host, StringComparer.OrdinalIgnoreCase))
            return Foreign($"Host '{HeaderText.Of(host)}'");

        var origin = request.Headers.Origin;
        return origin.Count == 0 || IsAllowed(origin) ? null : Foreign($"Origin '{HeaderText.Of(origin.ToString())}'");
    }

    private bool IsAllowed(StringValues origin) => origin is [{ } only]
        && (_origins.Contains(only, StringComparer.OrdinalIgnoreCase) || (HostOf(only) is { } host && IsOwn(host)));

    private static string? HostOf(string origin)
    {
        var rest = origin.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? origin[7..]
            : origin.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? origin[8..]
            : null;
        if (rest is null || rest.AsSpan().ContainsAny(NoHost))
            return null;

        // Behind the name stands a port or nothing: what is cut off unread may be part of another name.
        var host = new HostString(rest).Host;
        var port = rest.AsSpan(host.Length);
        return port.IsEmpty || (port[0] == ':' && ushort.TryParse(port[1..], NumberStyles.None, CultureInfo.InvariantCulture, out _)) ? host : null;
    }

    private static bool IsOwn(string host) => host is "127.0.0.1" or "[::1]" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private static Failure Foreign(string what) => new(
        FailureKind.ForeignOrigin,
        $"{what} is foreign: without API keys only localhost, 127.0.0.1, [::1] and cors.allowed_origins are served. Configure a key, or add the origin there.");
}

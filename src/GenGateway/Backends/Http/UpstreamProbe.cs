using System.Net;
using GenGateway.Errors;

namespace GenGateway.Backends.Http;

/// <summary>
/// Asks one endpoint whether it is well: the configured path, under the endpoint and on 404 under its origin, or else the protocol's own route, also where the
/// endpoint may lack the path. With the backend's credentials, and never a route that generates. Thread safe.
/// </summary>
/// <param name="client">Speaks with the endpoint; knows the configured path.</param>
/// <param name="own">The protocol's own route, from <see cref="UpstreamClient.Route"/>.</param>
public sealed class UpstreamProbe(UpstreamClient client, Uri own)
{
    private readonly Uri? _path = client.HealthPath is { } path ? client.Route(path) : null;
    private readonly Uri? _atOrigin = client.HealthPath is { } path ? client.RouteAtOrigin(path) : null;

    // Where the path was found last, so that one that lies at the origin is asked for once each time.
    private volatile bool _isAtOrigin;

    /// <summary>Asks.</summary>
    /// <returns>Null: it is well. Else what is wrong.</returns>
    public async ValueTask<Failure?> RunAsync(CancellationToken cancellationToken)
    {
        if (_path is null)
            return await OwnAsync(cancellationToken).ConfigureAwait(false);

        var first = _isAtOrigin ? _atOrigin! : _path;
        var status = await AskAsync(first, cancellationToken).ConfigureAwait(false);
        if (status.Code == HttpStatusCode.NotFound && _path != _atOrigin)
        {
            _isAtOrigin = !_isAtOrigin;
            first = _isAtOrigin ? _atOrigin! : _path;
            status = await AskAsync(first, cancellationToken).ConfigureAwait(false);
        }

        if (status.Code == HttpStatusCode.NotFound && client.MayLackHealthPath)
            return await OwnAsync(cancellationToken).ConfigureAwait(false);
        return (int?)status.Code is >= 200 and < 300 ? null : Wrong(status, first);
    }

    private async ValueTask<Failure?> OwnAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync(own, cancellationToken).ConfigureAwait(false);
        return IsAlive(answer.Code) ? null : Wrong(answer, own);
    }

    // Its own route is asked only to see whether it answers: keys that may not list models, and servers without a list, generate all the same.
    private static bool IsAlive(HttpStatusCode? code) => (int?)code is >= 200 and < 500;

    private static Failure Wrong((HttpStatusCode? Code, Failure? Failure) answer, Uri route) =>
        answer.Failure ?? new Failure(FailureKind.BackendError, $"GET {route.AbsolutePath} was answered with {(int)answer.Code!} (health_check.path).") { UpstreamStatus = (int)answer.Code! };

    private async ValueTask<(HttpStatusCode? Code, Failure? Failure)> AskAsync(Uri route, CancellationToken cancellationToken)
    {
        // The probe's own limit ends the connecting, too.
        if (!(await client.AskAsync(route, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return (null, failure);
        using (response)
            return (response.StatusCode, null);
    }
}

using GenGateway.Backends.Guarded;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Fetches a picture that a backend made and linked to.</summary>
internal static class LinkedImage
{
    /// <summary>Fetches it from the backend's own origin, or from a host that its entry allows; nowhere else goes a request that a backend chose.</summary>
    /// <param name="client">Speaks with the backend.</param>
    /// <param name="link">Absolute, or relative to the backend's origin.</param>
    /// <param name="connect">The limit for a connection to the backend.</param>
    /// <param name="limits">What it may hold.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask<Outcome<Payload>> FetchAsync(UpstreamClient client, string link, TimeSpan connect, UpstreamLimits limits, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(client.Address, link, out var address) || address.Scheme is not ("http" or "https"))
            return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' answered with something that is neither a picture nor a link to one.");
        var isOwn = IsSameOrigin(address, client.Address);
        var other = isOwn ? null : client.AllowedHosts?.ClientFor(address);
        if (!isOwn && other is null)
            return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' linked to a picture on another host, which is not fetched: the backend's allowed_hosts do not name it.");
        var asked = other is null ? await client.AskAsync(client.Credential.Address(address), connect, cancellationToken).ConfigureAwait(false) : await AskAsync(client, other, address, connect, cancellationToken).ConfigureAwait(false);
        if (!asked.TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        if (!UpstreamStatus.IsAnswer(response))
            return new Failure(FailureKind.BackendError, $"The picture that backend '{client.Backend}' linked to is not there ({(int)response.StatusCode}).");
        using var writer = new PayloadWriter(limits.Incoming, limits.Memory, limits.AnswerBytes);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var buffer = new byte[32 << 10];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false) is { } full)
                    return full;
            }

            return await writer.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' broke a picture off.") { Cause = thrown };
        }
    }

    /// <summary>Asks another host than the backend's, as nobody. Its answer must begin within the limit for a connection: the file is there already.</summary>
    private static async ValueTask<Outcome<HttpResponseMessage>> AskAsync(UpstreamClient client, GuardedClient other, Uri address, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var late = new CancellationTokenSource(longest, client.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await other.SendAsync(request, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureKind.BackendError, $"The picture that backend '{client.Backend}' linked to did not begin to come within {longest.TotalMilliseconds:0} ms (deadlines.connect_ms).");
        }
        catch (Exception thrown) when (thrown is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Failure(FailureKind.BackendError, $"The picture that backend '{client.Backend}' linked to cannot be fetched: {(thrown.InnerException is GuardException guard ? guard.Message : "nobody answers there as expected")}.") { Cause = thrown };
        }
    }

    private static bool IsSameOrigin(Uri one, Uri other) => one.Scheme == other.Scheme && one.Host == other.Host && one.Port == other.Port;
}

using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Fetches a picture that a backend made and linked to.</summary>
internal static class LinkedImage
{
    /// <summary>Fetches it from the backend's own origin; nowhere else goes a request that a backend chose.</summary>
    /// <param name="client">Speaks with the backend.</param>
    /// <param name="link">Absolute, relative to the backend's origin, or a <c>data:</c> URL.</param>
    /// <param name="connect">The limit for a connection.</param>
    /// <param name="limits">What it may hold.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask<Outcome<Payload>> FetchAsync(UpstreamClient client, string link, TimeSpan connect, UpstreamLimits limits, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(client.Address, link, out var address) || address.Scheme is not ("http" or "https") || !IsSameOrigin(address, client.Address))
            return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' linked to a picture on another host, which is not fetched.");
        if (!(await client.AskAsync(client.Credential.Address(address), connect, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
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

    private static bool IsSameOrigin(Uri one, Uri other) => one.Scheme == other.Scheme && one.Host == other.Host && one.Port == other.Port;
}

using System.Net.Sockets;
using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Speaks HTTP with one endpoint of a backend, and puts what can go wrong before an answer's head into words. Thread safe.</summary>
public sealed class UpstreamClient(string backend, Uri address, UpstreamCredential credential, UpstreamPool pool, TimeProvider clock)
{
    // A pooled connection that was dead says so within its round trip. What fails later may have been read and worked on, and is not silently asked again.
    private static readonly TimeSpan Dead = TimeSpan.FromMilliseconds(50);

    /// <summary>Measures what is waited for here.</summary>
    public TimeProvider Clock => clock;

    /// <summary>The time here.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The backend's name.</summary>
    public string Backend => backend;

    /// <summary>Where it is.</summary>
    public Uri Address => address;

    /// <summary>Where else pictures may be fetched that it links to; null: nowhere.</summary>
    internal AllowedHosts? AllowedHosts => pool.AllowedHosts;

    /// <summary>What it is shown.</summary>
    public UpstreamCredential Credential => credential;

    /// <summary>The path that is probed; null: the protocol's own probe.</summary>
    public string? HealthPath { get; init; }

    /// <summary>Whether a <see cref="HealthPath"/> that is not there says nothing: where only the address is known, the path is a guess, and the protocol's own probe tells.</summary>
    public bool MayLackHealthPath { get; init; }

    /// <summary>Headers that the protocol wants with every request. Names and values are such as headers may have.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The address of a path at the endpoint's origin, with the endpoint's own query, credential included where it belongs there.</summary>
    public Uri RouteAtOrigin(string path) => credential.Address(new Uri(address, path + address.Query));

    /// <summary>The address of a route below the endpoint, with the endpoint's own query, credential included where it belongs there. Make it once.</summary>
    /// <param name="path">Relative; may have a query of its own.</param>
    public Uri Route(string path) => credential.Address(new Uri($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path.TrimStart('/')}{QueryBehind(path)}"));

    /// <summary>Sends on behalf of an attempt and waits for the answer's head, under the attempt's clock.</summary>
    /// <param name="method">POST, mostly.</param>
    /// <param name="route">From <see cref="Route"/>.</param>
    /// <param name="body">Owned by the request from here on, or null; given back where there is no answer, however it came to that.</param>
    /// <param name="attempt">Whose attempt it is.</param>
    /// <param name="headers">Instead of <see cref="Headers"/>; null: those.</param>
    /// <returns>The answer, whatever its status, to be disposed by the caller; or that there was none.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Outcome<HttpResponseMessage>> SendAsync(HttpMethod method, Uri route, UpstreamContent? body, Attempt attempt, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
    {
        var request = Prepare(method, route, body, attempt.Request, attempt.Candidate.Deadlines.Connect, headers ?? Headers);
        var isAnswered = false;
        try
        {
            attempt.Waiting();
            Outcome<HttpResponseMessage> sent;
            try
            {
                sent = Checked(await pool.SendAsync(request, attempt.Token).ConfigureAwait(false));
            }
            catch (Exception thrown) when (IsTransport(thrown))
            {
                sent = await RecoverAsync(thrown, request, attempt.Token).ConfigureAwait(false);
            }

            attempt.Received(content: false);
            isAnswered = sent.TryGet(out _, out _);
            return sent;
        }
        finally
        {
            // Also when the attempt was stopped meanwhile: the body holds memory that all requests share.
            if (!isAnswered)
                request.Dispose();
        }
    }

    /// <summary>Sends on behalf of attempts, one or several at once, under no clock of theirs, and waits for the answer's head.</summary>
    /// <param name="method">POST, mostly.</param>
    /// <param name="route">From <see cref="Route"/>.</param>
    /// <param name="body">Owned by the request from here on; given back where there is no answer.</param>
    /// <param name="first">Whose id and trace the backend sees.</param>
    /// <param name="connect">The limit for a connection.</param>
    /// <param name="cancellationToken">Fires when nobody waits for it any more.</param>
    /// <returns>The answer, whatever its status, to be disposed by the caller; or that there was none.</returns>
    public async ValueTask<Outcome<HttpResponseMessage>> SendAsync(HttpMethod method, Uri route, UpstreamContent body, GenerationRequest first, TimeSpan connect, CancellationToken cancellationToken)
    {
        var request = Prepare(method, route, body, first, connect, Headers);
        var isAnswered = false;
        try
        {
            var sent = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            isAnswered = sent.TryGet(out _, out _);
            return sent;
        }
        finally
        {
            if (!isAnswered)
                request.Dispose();
        }
    }

    /// <summary>Asks something that is no generation: lists, versions.</summary>
    public async ValueTask<Outcome<HttpResponseMessage>> AskAsync(Uri route, TimeSpan connect, CancellationToken cancellationToken)
    {
        using var request = new UpstreamRequest(HttpMethod.Get, route, connect);
        Apply(request, Headers);
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells what is no generation either: to load a model, to fetch one. No limit but the caller's.</summary>
    /// <param name="method">POST, mostly.</param>
    /// <param name="route">From <see cref="Route"/>.</param>
    /// <param name="body">JSON.</param>
    /// <param name="cancellationToken">Fires when nobody waits for it any more.</param>
    public async ValueTask<Outcome<HttpResponseMessage>> TellAsync(HttpMethod method, Uri route, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // The content is given back with the request; the answer is read without it.
        var content = RequestJson.Content(body);
        content.Clock = clock;
        using var request = new UpstreamRequest(method, route, Timeout.InfiniteTimeSpan) { Content = content };
        Apply(request, Headers);
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same with a body.</summary>
    /// <param name="route">From <see cref="Route"/>.</param>
    /// <param name="body">Given back when this is done.</param>
    /// <param name="headers">In the place of <see cref="Headers"/>.</param>
    /// <param name="connect">Longest wait for a new connection.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Outcome<HttpResponseMessage>> AskAsync(Uri route, UpstreamContent body, IReadOnlyList<KeyValuePair<string, string>> headers, TimeSpan connect, CancellationToken cancellationToken)
    {
        body.Clock = clock;
        using var request = new UpstreamRequest(HttpMethod.Post, route, connect) { Content = body };
        Apply(request, headers);
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the server to speak another protocol over this connection from now on (RFC 9110, section 7.8).</summary>
    /// <param name="route">From <see cref="Route"/>.</param>
    /// <param name="protocol">Which, with what it wants to be told.</param>
    /// <param name="connect">Longest wait for a new connection.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer, whatever its status; the body of a 101 is the connection, both ways.</returns>
    internal async ValueTask<Outcome<HttpResponseMessage>> UpgradeAsync(Uri route, IReadOnlyList<KeyValuePair<string, string>> protocol, TimeSpan connect, CancellationToken cancellationToken)
    {
        using var request = new UpstreamRequest(HttpMethod.Get, route, connect);
        Apply(request, Headers);
        foreach (var (name, value) in protocol)
            request.Headers.TryAddWithoutValidation(name, value);
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private string QueryBehind(string path) => address.Query.Length > 1 && path.Contains('?', StringComparison.Ordinal) ? string.Concat("&", address.Query.AsSpan(1)) : address.Query;

    private void Apply(UpstreamRequest request, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        // By index: an enumerator of the interface would be one more object for each request.
        for (var i = 0; i < headers.Count; i++)
            request.Headers.TryAddWithoutValidation(headers[i].Key, headers[i].Value);
        credential.Apply(request);
    }

    private async ValueTask<Outcome<HttpResponseMessage>> SendAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Checked(await pool.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception thrown) when (IsTransport(thrown))
        {
            return await RecoverAsync(thrown, request, cancellationToken).ConfigureAwait(false);
        }
    }

    private UpstreamRequest Prepare(HttpMethod method, Uri route, UpstreamContent? body, GenerationRequest asked, TimeSpan connect, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        body?.Clock = clock;
        var request = new UpstreamRequest(method, route, connect) { Content = body };
        request.Headers.TryAddWithoutValidation("x-request-id", asked.Id);
        if (asked.TraceParent is { } trace)
            request.Headers.TryAddWithoutValidation(TraceContext.Header, trace);
        if (asked.TraceState is { } state)
            request.Headers.TryAddWithoutValidation(TraceContext.StateHeader, state);
        Apply(request, headers);
        return request;
    }

    private Outcome<HttpResponseMessage> Checked(HttpResponseMessage response)
    {
        if (!response.Content.Headers.NonValidated.Contains("Content-Encoding"))
            return response;
        response.Dispose();
        return new Failure(FailureKind.BackendError, $"Backend '{backend}' answered in a content encoding that it was not asked for.");
    }

    private static bool IsTransport(Exception thrown) => thrown is HttpRequestException or IOException or TimeoutException;

    /// <summary>Where the pooled connection was dead: the one repeat that nobody is told of. Else what is to be told.</summary>
    private async ValueTask<Outcome<HttpResponseMessage>> RecoverAsync(Exception thrown, UpstreamRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (request.IsConnected || !WasDead(request) || thrown is not HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.Unknown, InnerException: IOException })
            return Unreachable(thrown, request.Connect);
        try
        {
            return Checked(await pool.SendAsync(request.Again(), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception again) when (IsTransport(again))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Unreachable(again, request.Connect);
        }
    }

    // Where the body could not even be written, or the connection failed at once. Nobody tells whether a part of the answer's head came; that takes longer.
    private bool WasDead(UpstreamRequest request) =>
        request.Content is not UpstreamContent { IsWritten: true, BeganAt: var began } || clock.GetElapsedTime(began) <= Dead;

    private Failure Unreachable(Exception thrown, TimeSpan connect) => thrown switch
    {
        TimeoutException or { InnerException: TimeoutException } =>
            new(FailureKind.Timeout, $"Backend '{backend}' could not be connected to within {connect.TotalMilliseconds:0} ms (deadlines.connect_ms).") { Cause = thrown, Retry = RetryAdvice.OtherCandidate },
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.TryAgain or SocketError.NoRecovery } } =>
            new(FailureKind.BackendError, $"The host name of backend '{backend}' cannot be looked up now. It is looked up again for the next connection; does this machine's DNS work?") { Cause = thrown },
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            new(FailureKind.BackendError, $"The host name of backend '{backend}' means no address. Correct the backend's endpoints.") { Cause = thrown },
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new(FailureKind.BackendError, $"There is no secure connection to backend '{backend}': its certificate or protocol is not accepted.") { Cause = thrown },
        HttpRequestException { InnerException: SocketException } =>
            new(FailureKind.BackendError, $"Backend '{backend}' cannot be reached. Is it running, and is its endpoint right?") { Cause = thrown },
        _ => new(FailureKind.BackendError, $"Backend '{backend}' broke the connection before it answered.") { Cause = thrown },
    };
}

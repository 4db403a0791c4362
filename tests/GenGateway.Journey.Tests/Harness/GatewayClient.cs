using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>A plain HTTP client that hides nothing: no redirects, no cookies, no proxy, and a stream that is left closes its connection.</summary>
public sealed class GatewayClient : IDisposable
{
    private readonly HttpClient http;

    public GatewayClient(Uri url)
    {
        Url = url;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            // Without these the handler reads on for up to two seconds after a stream was disposed: the client would not have left.
            ResponseDrainTimeout = TimeSpan.Zero,
            MaxResponseDrainSize = 0,
            // The tests make their own certificates; nobody signs them.
            SslOptions = { RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject == "CN=localhost" },
        })
        { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Url { get; }

    public Task<WireAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    public Task<WireAnswer> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(Post(path, body.ToJsonString()), cancellationToken);

    /// <summary>Posts a text as JSON, whatever it is.</summary>
    public Task<WireAnswer> PostAsync(string path, string body, CancellationToken cancellationToken) =>
        SendAsync(Post(path, body), cancellationToken);

    public async Task<WireAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            return await ReadAsync(response, cancellationToken);
        }
    }

    /// <summary>Waits for the answer's head alone; disposing it before the body's end is a client that leaves.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>Opens a stream; an answer that is none fails the test with what it says.</summary>
    public async Task<EventStream> StreamAsync(string path, JsonObject body, CancellationToken cancellationToken, string? requestId = null)
    {
        body["stream"] = true;
        using var request = Post(path, body.ToJsonString());
        if (requestId is not null)
            request.Headers.TryAddWithoutValidation("x-request-id", requestId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            using (response)
                Assert.Fail($"Expected a stream, got {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        return new EventStream(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    /// <summary>The picture behind a link of this gateway's: a name in its store, which needs no key.</summary>
    public async Task<byte[]> PictureAsync(string? link, CancellationToken cancellationToken)
    {
        Assert.StartsWith(Url.GetLeftPart(UriPartial.Authority) + "/images/", link, StringComparison.Ordinal);
        using var answer = await OpenAsync(new HttpRequestMessage(HttpMethod.Get, link), cancellationToken);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public async Task<MetricsPage> MetricsAsync(CancellationToken cancellationToken)
    {
        var answer = await GetAsync("/metrics", cancellationToken);
        Assert.Equal(200, answer.Status);
        return MetricsPage.Parse(answer.Text);
    }

    public static HttpRequestMessage Post(string path, string body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpRequestMessage Post(string path, byte[] body, string contentType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    public void Dispose() => http.Dispose();

    private static async Task<WireAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            headers[name] = values.ToString();
        return new WireAnswer((int)response.StatusCode, headers, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}

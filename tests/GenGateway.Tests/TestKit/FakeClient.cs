using System.Text;

namespace GenGateway.Tests.TestKit;

/// <summary>An ordinary HTTP client that keeps what a fake answered.</summary>
internal sealed class FakeClient(Uri url) : IDisposable
{
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>Sent with every request.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public Task<FakeAnswer> GetAsync(string target, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, target, null, cancellationToken);

    public Task<FakeAnswer> PostAsync(string target, string body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, target, body, cancellationToken);

    public Task<FakeAnswer> SendAsync(HttpMethod method, string target, string? body, CancellationToken cancellationToken) =>
        ExchangeAsync(method, target, body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"), cancellationToken);

    public Task<FakeAnswer> PostAsync(string target, HttpContent content, CancellationToken cancellationToken) => ExchangeAsync(HttpMethod.Post, target, content, cancellationToken);

    /// <summary>What an absolute address holds.</summary>
    public async Task<byte[]> BytesAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await client.SendAsync(request, cancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public void Dispose() => client.Dispose();

    private async Task<FakeAnswer> ExchangeAsync(HttpMethod method, string target, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, target)) { Content = content };
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, cancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        return new FakeAnswer((int)response.StatusCode, headers, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}

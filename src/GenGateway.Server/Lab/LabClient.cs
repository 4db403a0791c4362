using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace GenGateway.Server.Lab;

/// <summary>Asks the gateway as any client does. Thread safe.</summary>
/// <param name="gateway">Its address.</param>
/// <param name="key">A key for it, or null.</param>
internal sealed class LabClient(Uri gateway, string? key) : IDisposable
{
    // Whoever leaves is gone at once: nothing of the answer is read on behind the case's back.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, MaxResponseDrainSize = 0, ResponseDrainTimeout = TimeSpan.Zero })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Asks and reads to the end.</summary>
    /// <exception cref="HttpRequestException">There was no answer at all.</exception>
    public async Task<LabAnswer> AskAsync(LabQuestion question, CancellationToken cancellationToken)
    {
        using var answer = await OpenAsync(question, cancellationToken);
        await answer.ReadToEndAsync(cancellationToken);
        return answer.Read();
    }

    /// <summary>Asks and returns as soon as the head of the answer is there.</summary>
    /// <exception cref="HttpRequestException">There was no answer at all.</exception>
    public async Task<LabStream> OpenAsync(LabQuestion question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/v1/chat/completions")) { Content = new ByteArrayContent(question.Body()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (question.TimeoutMs is { } timeout)
            request.Headers.Add("x-gengateway-timeout-ms", timeout.ToString(CultureInfo.InvariantCulture));
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return new LabStream(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    /// <summary>The status in the newest record of a model, or null where there is none yet.</summary>
    /// <exception cref="HttpRequestException">There was no answer at all.</exception>
    public async Task<string?> RecordAsync(string model, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, $"/transactions?limit=1&model={Uri.EscapeDataString(model)}"));
        using var response = await _http.SendAsync(request, cancellationToken);
        using var page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return page.RootElement.TryGetProperty("transactions", out var records) && records.GetArrayLength() > 0 ? records[0].GetProperty("status").GetString() : null;
    }

    public void Dispose() => _http.Dispose();
}

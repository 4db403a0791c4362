using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using GenGateway.Load.Drive;

namespace GenGateway.Load.Pictures;

/// <summary>Asks for pictures and reads them to their last byte: inline, or the answer and then its link.</summary>
/// <param name="http">Any.</param>
/// <param name="target">The server's origin.</param>
/// <param name="model">Which picture, how.</param>
/// <param name="format"><c>b64_json</c> or <c>url</c>.</param>
/// <param name="length">Bytes of the picture: fewer are an error.</param>
internal sealed class PictureClient(HttpClient http, IPEndPoint target, string model, string format, int length)
{
    /// <summary>Asks so often, so many at once.</summary>
    /// <returns>The time of each, to its picture's end.</returns>
    public async Task<Samples> RunAsync(int requests, int atOnce, CancellationToken cancellationToken)
    {
        var samples = new Samples();
        var (left, gate) = (requests, new Lock());
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var began = TimeProvider.System.GetTimestamp();
                await AskAsync(cancellationToken);
                var took = (long)TimeProvider.System.GetElapsedTime(began).TotalNanoseconds;
                lock (gate)
                    samples.Add(took);
            }
        }));
        return samples;
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{target}/v1/images/generations")
        {
            Content = new StringContent($$"""{"prompt":"noise","response_format":"{{format}}","model":"{{model}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", RequestForm.Key);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        var (read, begin) = await DrainAsync(response, cancellationToken);
        if (!begin.Contains("\"url\"", StringComparison.Ordinal))
        {
            Check(read >= length / 3 * 4L, read);
            return;
        }

        using var answer = JsonDocument.Parse(begin);
        using var picture = await http.GetAsync(answer.RootElement.GetProperty("data")[0].GetProperty("url").GetString(), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        picture.EnsureSuccessStatusCode();
        (read, _) = await DrainAsync(picture, cancellationToken);
        Check(read == length, read);
    }

    private static async Task<(long Read, string Begin)> DrainAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(128 << 10);
        try
        {
            using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var begin = await stream.ReadAtLeastAsync(buffer, 1024, throwOnEndOfStream: false, cancellationToken);
            var (text, read) = (Encoding.ASCII.GetString(buffer, 0, begin), (long)begin);
            while (await stream.ReadAsync(buffer, cancellationToken) is var more and > 0)
                read += more;
            return (read, text);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Check(bool isWhole, long read)
    {
        if (!isWhole)
            throw new InvalidOperationException($"Only {read} bytes of a picture came.");
    }
}

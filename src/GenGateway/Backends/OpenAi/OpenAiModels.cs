using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.OpenAi;

/// <summary>Reads a backend's list of models, in every shape that OpenAI-compatible servers give it: <c>{"data":[{"id"}]}</c>, or the bare array.</summary>
internal static class OpenAiModels
{
    private const int MostBytes = 4 * 1024 * 1024;
    private const int MostModels = 10_000;
    private const int LongestName = 512;

    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>Asks for the list.</summary>
    /// <returns>The models' names, each once, in the backend's order.</returns>
    public static async ValueTask<Outcome<IReadOnlyList<string>>> ListAsync(UpstreamClient client, Uri route, CancellationToken cancellationToken)
    {
        if (!(await client.AskAsync(route, Connect, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        if (!response.IsSuccessStatusCode)
            return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' does not list its models ({(int)response.StatusCode}).");
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var bounded = new MemoryStream();
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                bounded.Write(buffer, 0, read);
                if (bounded.Length > MostBytes)
                    return new Failure(FailureKind.BackendError, $"The list of models of backend '{client.Backend}' is larger than {MostBytes} bytes.");
            }

            using var document = JsonDocument.Parse(bounded.GetBuffer().AsMemory(0, (int)bounded.Length));
            return Outcome.Of(Names(document.RootElement));
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException or HttpRequestException or IOException)
        {
            return new Failure(FailureKind.BackendError, $"The list of models of backend '{client.Backend}' cannot be read.") { Cause = thrown };
        }
    }

    private static IReadOnlyList<string> Names(JsonElement root)
    {
        var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) ? data : root;
        if (list.ValueKind != JsonValueKind.Array)
            return [];
        return [.. list.EnumerateArray()
            .Where(static item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String)
            .Select(static item => item.GetProperty("id").GetString()!)
            .Where(static id => id.Length is > 0 and <= LongestName)
            .Distinct(StringComparer.Ordinal)
            .Take(MostModels)];
    }
}

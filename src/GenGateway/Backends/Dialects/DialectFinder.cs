using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.Dialects;

/// <summary>Finds out what an image server speaks, by routes that only read: nothing is ever generated to find out. Stateless, thread safe.</summary>
internal static class DialectFinder
{
    /// <summary>The dialect of servers that none of the others' routes answer: the predecessor's body, <see cref="LegacyImages"/>.</summary>
    public const string Legacy = "legacy";

    private const int MostBytes = 1 << 20;

    // Each with a member that no other server's answer has: a page for people answers every route with 200.
    private static readonly (string Dialect, string Path, string Member)[] Routes =
    [
        ("a1111", "sdapi/v1/options", "sd_model_checkpoint"),
        ("comfyui", "system_stats", "system"),
        ("midjourney", "mj/task/list", ""),
        ("openai", "v1/models", "data"),
        ("openai", "models", "data"),
    ];

    /// <summary>Asks one route after the other.</summary>
    /// <param name="client">Speaks with the server.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The dialect (<c>a1111</c>, <c>comfyui</c>, <c>midjourney</c>, <c>openai</c>; else <c>legacy</c>); or why nobody can tell now.</returns>
    public static async ValueTask<Outcome<FoundDialect>> FindAsync(UpstreamClient client, CancellationToken cancellationToken)
    {
        foreach (var (dialect, path, member) in Routes)
        {
            if (!(await client.AskAsync(client.Route(path), Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
                return failure;
            using var owned = response;
            var status = (int)response.StatusCode;
            // That it wants a password says nothing about who it is.
            if (status is 401 or 403)
                return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' does not accept the gateway's credentials ({status}). Correct the backend's auth.") { IsLasting = true };
            if (status >= 500)
                return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' failed ({status}) when it was asked what it speaks. Try again, or name its dialect.") { UpstreamStatus = status };
            if (UpstreamStatus.IsAnswer(response) && await HasAsync(response, member, cancellationToken).ConfigureAwait(false))
                return new FoundDialect(dialect, path == "v1/models" ? "v1" : "");
        }

        return new FoundDialect(Legacy, "");
    }

    private static async ValueTask<bool> HasAsync(HttpResponseMessage response, string member, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var buffer = new byte[MostBytes];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(buffer.AsMemory(0, read));
            return member.Length == 0 ? document.RootElement.ValueKind == JsonValueKind.Array : WireText.Member(document.RootElement, member) is not null;
        }
        catch (Exception thrown) when (thrown is JsonException or HttpRequestException or IOException)
        {
            return false;
        }
    }
}

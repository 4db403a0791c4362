using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.Dialects;

/// <summary>Finds out what an image server speaks, by routes that only read: nothing is ever generated to find out. Stateless, thread safe.</summary>
internal static class DialectFinder
{
    /// <summary>Asks one route after the other.</summary>
    /// <param name="client">Speaks with the server.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The dialect (<c>a1111</c>, <c>comfyui</c>, <c>midjourney</c>, <c>openai</c>; else <c>legacy</c>); or why nobody can tell now.</returns>
    public static async ValueTask<Outcome<string>> FindAsync(UpstreamClient client, CancellationToken cancellationToken)
    {
        foreach (var (dialect, route, member) in Routes(client))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (!(await client.AskAsync(route, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
                return failure;
            using var owned = response;
            // Its own way to say that it wants a password says nothing about who it is.
            if ((int)response.StatusCode is 401 or 403)
                return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' does not accept the gateway's credentials ({(int)response.StatusCode}). Correct the backend's auth, or name its dialect.") { IsLasting = true };
            if ((int)response.StatusCode >= 500)
                return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' failed ({(int)response.StatusCode}) when it was asked what it speaks.") { UpstreamStatus = (int)response.StatusCode };
            if (UpstreamStatus.IsAnswer(response) && await HasAsync(response, client, member, cancellationToken).ConfigureAwait(false))
                return dialect;
        }

        return "legacy";
    }

    private static IEnumerable<(string Dialect, Uri Route, string Member)> Routes(UpstreamClient client) =>
    [
        ("a1111", client.Route("sdapi/v1/options"), "sd_model_checkpoint"),
        ("comfyui", client.Route("system_stats"), "system"),
        ("midjourney", client.Route("mj/task/list"), ""),
        ("openai", client.Route("v1/models"), "data"),
        ("openai", client.Route("models"), "data"),
    ];

    // A page for people answers every route with 200.
    private static async ValueTask<bool> HasAsync(HttpResponseMessage response, UpstreamClient client, string member, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(await ErrorBytes.ReadAsync(response, client.Clock, cancellationToken).ConfigureAwait(false));
            return member.Length == 0 ? document.RootElement.ValueKind == JsonValueKind.Array : WireText.Member(document.RootElement, member) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

using System.Text.Json;
using GenGateway.Errors;

namespace GenGateway.Backends.Http;

/// <summary>Asks a backend for its list of models, whatever shape that has.</summary>
internal static class ModelListing
{
    /// <summary>Models of one backend that are listed.</summary>
    public const int MostModels = 10_000;

    /// <summary>Characters of a name that anybody could mean.</summary>
    public const int LongestName = 512;

    private const int MostBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>Asks.</summary>
    /// <returns>The list's JSON, to be disposed, or why there is none.</returns>
    public static async ValueTask<Outcome<JsonDocument>> ReadAsync(UpstreamClient client, Uri route, CancellationToken cancellationToken)
    {
        if (!(await client.AskAsync(route, Connect, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        if (!response.IsSuccessStatusCode)
            return new Failure(FailureKind.BackendError, $"model list: {(int)response.StatusCode} — {Meaning((int)response.StatusCode)}.") { UpstreamStatus = (int)response.StatusCode };
        // A page for people, mostly of a proxy or of the wrong port.
        if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
            return new Failure(FailureKind.BackendError, "model list: an HTML page was answered instead — is this the backend's address?");
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

            return JsonDocument.Parse(bounded.GetBuffer().AsMemory(0, (int)bounded.Length));
        }
        catch (Exception thrown) when (thrown is JsonException or HttpRequestException or IOException)
        {
            return Unreadable(thrown);
        }
    }

    private static string Meaning(int status) => status switch
    {
        401 => "the credential is refused, or there is none",
        403 => "the credential may not list models",
        404 => "there is no such route; is this the backend's address, with /v1 where it needs that?",
        >= 300 and < 400 => "a redirect, which is not followed; write the address that it leads to",
        _ => "the backend does not list its models now",
    };

    /// <summary>What the backend sent is no list.</summary>
    public static Failure Unreadable(Exception? thrown) =>
        new(FailureKind.BackendError, "model list: what was answered is no list of models.") { Cause = thrown };
}

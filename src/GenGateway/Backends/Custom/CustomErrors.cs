using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;

namespace GenGateway.Backends.Custom;

/// <summary>What the status and error of a service of one's own mean for the road. Its words are read, and never told.</summary>
internal static class CustomErrors
{
    /// <summary>Reads the error's body and judges.</summary>
    /// <param name="client">Who answered.</param>
    /// <param name="response">Its answer, not a success.</param>
    /// <param name="error">Where it says what is wrong; null: nowhere.</param>
    /// <param name="cancellationToken">The attempt's.</param>
    public static async ValueTask<Failure> ReadAsync(UpstreamClient client, HttpResponseMessage response, JsonPath? error, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var name = client.Backend;
        if (UpstreamStatus.FaultOfEntry(name, status) is { } wrong)
            return wrong;
        switch (status)
        {
            case 404 or 405:
                return new(FailureKind.BackendError, $"Backend '{name}' has no such route ({status}). Correct the backend's request.path and request.method.") { IsLasting = true };
            case 429:
                return new(FailureKind.RateLimitExceeded, $"Backend '{name}' takes no more requests for now ({status}).") { RetryAfter = RetryAfter.Of(response, client.Now) };
        }

        if (error is not null && Said(await ErrorBytes.ReadAsync(response, client.Clock, cancellationToken).ConfigureAwait(false), error) is { } said && IsOutOfMemory(said))
            return OutOfMemory(name, status);
        return UpstreamStatus.IsClients(status)
            ? new(FailureKind.BackendRefused, $"Backend '{name}' found the request wrong ({status}).")
            : new(FailureKind.BackendError, $"Backend '{name}' failed ({status}).") { RetryAfter = RetryAfter.Of(response, client.Now), UpstreamStatus = status };
    }

    /// <summary>Judges a success without pictures.</summary>
    /// <param name="backend">Who answered.</param>
    /// <param name="root">The answer.</param>
    /// <param name="error">Where it says what is wrong; null: nowhere.</param>
    public static Failure WithoutPictures(string backend, JsonElement root, JsonPath? error) => (error is null ? null : Said(root, error)) switch
    {
        null => new(FailureKind.BackendError, $"The answer of backend '{backend}' has no pictures (response.images)."),
        var said when IsOutOfMemory(said) => OutOfMemory(backend, 200),
        _ => new(FailureKind.BackendError, $"Backend '{backend}' answered with an error and no pictures (response.error)."),
    };

    private static Failure OutOfMemory(string backend, int status) =>
        new(FailureKind.BackendError, $"Backend '{backend}' has too little memory for this picture. Ask for a smaller one, or for fewer.") { UpstreamStatus = status, Retry = RetryAdvice.OtherCandidate };

    private static bool IsOutOfMemory(string said) => said.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || said.Contains("OutOfMemory", StringComparison.OrdinalIgnoreCase);

    private static string? Said(byte[] body, JsonPath error)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Said(document.RootElement, error);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Said(JsonElement root, JsonPath error) => error.Select(root) is [var said, ..] && said.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => said.GetRawText().Length > 2,
        _ => true,
    }
        ? said.GetRawText()
        : null;
}

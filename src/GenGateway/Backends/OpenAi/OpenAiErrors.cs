using System.Net;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.OpenAi;

/// <summary>What an OpenAI-compatible backend's status and error body mean for the road: whose fault it is, and whether another candidate may do better.</summary>
internal static class OpenAiErrors
{
    /// <summary>Reads the error's body and judges.</summary>
    /// <param name="client">Who answered.</param>
    /// <param name="response">Its answer, not a success.</param>
    /// <param name="relayed">Whether the client speaks the backend's protocol, so that its own mistakes may be told in the backend's words.</param>
    /// <param name="cancellationToken">The attempt's.</param>
    public static async ValueTask<Failure> ReadAsync(UpstreamClient client, HttpResponseMessage response, bool relayed, CancellationToken cancellationToken) =>
        ShouldRetry.Apply(response, await JudgeAsync(client, response, relayed, cancellationToken).ConfigureAwait(false));

    private static async ValueTask<Failure> JudgeAsync(UpstreamClient client, HttpResponseMessage response, bool relayed, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var name = client.Backend;
        if (UpstreamStatus.FaultOfEntry(name, status) is { } wrong)
            return wrong;
        switch (status)
        {
            case 402:
                return new(FailureKind.BackendError, $"Backend '{name}' wants its account paid (402). Settle it there, or name another backend.") { UpstreamStatus = status, IsLasting = true };
            case 404:
                return new(FailureKind.ModelNotFound, $"Backend '{name}' does not know the model or the route (404). Correct the backend's models or endpoints.") { Param = "model", Retry = RetryAdvice.OtherCandidate, IsLasting = true };
            case 408 or 409 or 425:
                return new(FailureKind.BackendError, $"Backend '{name}' could not serve the request just now ({status}).") { RetryAfter = RetryAfter.Of(response, client.Now) };
            case not (>= 400 and < 600):
                return new(FailureKind.BackendError, $"Backend '{name}' answered with a status that is no answer ({status}).") { UpstreamStatus = status };
        }

        var body = await ErrorBytes.ReadAsync(response, client.Clock, cancellationToken).ConfigureAwait(false);
        // Groq says 498 where its capacity is used up. A spent quota does not come back within a request.
        if (status is 429 or 498)
            return new(FailureKind.RateLimitExceeded, $"Backend '{name}' takes no more requests for now ({status}).") { RetryAfter = RetryAfter.Of(response, client.Now), IsLasting = body.AsSpan().IndexOf("\"insufficient_quota\""u8) >= 0 };
        if (UpstreamStatus.IsClients(status) || IsClientsOwn(response, body))
            return Refused(client, status, body, response, relayed);
        return new(FailureKind.BackendError, $"Backend '{name}' failed ({status}).") { RetryAfter = RetryAfter.Of(response, client.Now), UpstreamStatus = status };
    }

    private static Failure Refused(UpstreamClient client, int status, byte[] body, HttpResponseMessage response, bool relayed)
    {
        var kind = IsContextLength(body) ? FailureKind.ContextLengthExceeded : FailureKind.BackendRefused;
        // An error body that is none, or that holds our key, is not passed on; neither is one that says in words of its own what has a code here.
        var isKnownByItsCode = kind != FailureKind.ContextLengthExceeded || body.AsSpan().IndexOf("\"context_length_exceeded\""u8) >= 0;
        var verbatim = relayed && isKnownByItsCode && IsErrorObject(body) && !client.Credential.IsIn(body)
            ? new VerbatimError(status, response.Content.Headers.ContentType?.ToString() ?? "application/json", body)
            : null;
        return new(kind, kind == FailureKind.ContextLengthExceeded
            ? $"Prompt and answer do not fit the context of the model at backend '{client.Backend}'. Send less, or lower max_tokens."
            : $"Backend '{client.Backend}' found the request wrong ({status}).")
        { Verbatim = verbatim };
    }

    // llama-server answers 500 to requests that are wrong (broken JSON, a picture for a text model); the type it gives is the only difference.
    private static bool IsClientsOwn(HttpResponseMessage response, byte[] body) =>
        response.StatusCode == HttpStatusCode.InternalServerError
        && response.Headers.Server.ToString() == "llama.cpp"
        && body.AsSpan().IndexOf("\"server_error\""u8) >= 0;

    private static bool IsContextLength(ReadOnlySpan<byte> body) =>
        body.IndexOf("context_length_exceeded"u8) >= 0 || body.IndexOf("exceed_context_size_error"u8) >= 0 || body.IndexOf("maximum context length"u8) >= 0;

    private static bool IsErrorObject(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

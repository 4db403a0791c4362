using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.Anthropic;

/// <summary>What Anthropic's status and error body mean for the road: whose fault it is, and whether another candidate may do better.</summary>
internal static class AnthropicErrors
{
    private const int Overloaded = 529;

    /// <summary>Reads the error's body and judges.</summary>
    /// <param name="client">Who answered.</param>
    /// <param name="response">Its answer, not a success.</param>
    /// <param name="relayed">Whether the client speaks the backend's protocol, so that its own mistakes may be told in the backend's words.</param>
    /// <param name="cancellationToken">The attempt's.</param>
    public static async ValueTask<Failure> ReadAsync(UpstreamClient client, HttpResponseMessage response, bool relayed, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var body = status is < 400 or >= 600 ? [] : await ErrorBytes.ReadAsync(response, client.Clock, cancellationToken).ConfigureAwait(false);
        var failure = Judge(client.Backend, status, body);
        if (relayed && IsOneToTell(failure) && IsError(body) && !client.Credential.IsIn(body))
            failure = failure with { Verbatim = new VerbatimError(status, response.Content.Headers.ContentType?.ToString() ?? "application/json", body) };
        return ShouldRetry.Apply(response, failure.Row.Status >= 429 ? failure with { RetryAfter = RetryAfter.Of(response, client.Now) } : failure);
    }

    /// <summary>Judges an error inside an answer whose status was 200.</summary>
    public static Failure InAnswer(string backend, ErrorKind kind) => kind switch
    {
        ErrorKind.Overloaded => IsOverloaded(backend, "in the middle of its answer"),
        ErrorKind.RateLimited => new(FailureKind.RateLimitExceeded, $"Backend '{backend}' takes no more requests for now: it said so in the middle of its answer."),
        ErrorKind.InvalidRequest => new(FailureKind.BackendRefused, $"Backend '{backend}' found the request wrong in the middle of its answer."),
        ErrorKind.Other => new(FailureKind.BackendError, $"Backend '{backend}' failed in the middle of its answer."),
    };

    /// <summary>Judges a status and the body that came with it.</summary>
    public static Failure Judge(string backend, int status, ReadOnlySpan<byte> body)
    {
        var (type, message) = Words(body);
        return status switch
        {
            >= 300 and < 400 => new(FailureKind.BackendError, $"Backend '{backend}' answered with a redirect ({status}), which is not followed. Configure the address that it leads to.") { IsLasting = true },
            401 or 403 => new(FailureKind.BackendError, $"Backend '{backend}' does not accept the gateway's credentials ({status}). Correct the backend's auth.") { IsLasting = true },
            // Some accounts are told 400, in these words.
            402 or 400 when status == 402 || type == "billing_error" || Has("credit balance is too low") =>
                new(FailureKind.BackendError, $"Backend '{backend}' wants its account paid ({status}). Settle it there, or name another backend.") { UpstreamStatus = status, IsLasting = true },
            404 => new(FailureKind.ModelNotFound, $"Backend '{backend}' does not know the model or the route (404). Correct the backend's models or endpoints.") { Param = "model", Retry = RetryAdvice.OtherCandidate, IsLasting = true },
            408 or 409 or 425 => new(FailureKind.BackendError, $"Backend '{backend}' could not serve the request just now ({status}).") { UpstreamStatus = status },
            413 => new(FailureKind.BodyTooLarge, $"Backend '{backend}' does not take a request of this size (413). Send less: pictures as addresses, or fewer of them."),
            429 => new(FailureKind.RateLimitExceeded, $"Backend '{backend}' takes no more requests for now (429)."),
            Overloaded => IsOverloaded(backend, "(529)") with { UpstreamStatus = status },
            not (>= 400 and < 600) => new(FailureKind.BackendError, $"Backend '{backend}' answered with a status that is no answer ({status}).") { UpstreamStatus = status },
            _ when UpstreamStatus.IsClients(status) && IsContextLength() =>
                new(FailureKind.ContextLengthExceeded, $"Prompt and answer do not fit the context of the model at backend '{backend}'. Send less, or lower max_tokens."),
            _ when UpstreamStatus.IsClients(status) => new(FailureKind.BackendRefused, $"Backend '{backend}' found the request wrong ({status})."),
            _ => new(FailureKind.BackendError, $"Backend '{backend}' failed ({status}).") { UpstreamStatus = status },
        };

        bool Has(string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);

        // Anthropic's two sentences, and llama-server's behind the same protocol.
        bool IsContextLength() => Has("prompt is too long") || Has("exceed context limit") || Has("exceeds the available context size") || type == "exceed_context_size_error";
    }

    // A limit and not a breakdown: it says nothing about this endpoint's health, and everybody behind the same service hears it.
    private static Failure IsOverloaded(string backend, string when) =>
        new(FailureKind.NoHealthyBackends, $"Backend '{backend}' is overloaded {when}. Try again later.");

    // Only what is about the client's own request.
    private static bool IsOneToTell(Failure failure) => failure.Kind is FailureKind.BackendRefused or FailureKind.ContextLengthExceeded or FailureKind.BodyTooLarge;

    private static bool IsError(ReadOnlySpan<byte> body) => Words(body).Type.Length > 0;

    private static (string Type, string Message) Words(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            return ("", "");
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return WireText.Member(document.RootElement, "error") is { } error
                ? (WireText.Text(error, "type") ?? "", WireText.Text(error, "message") ?? "")
                : ("", "");
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return ("", "");
        }
    }
}

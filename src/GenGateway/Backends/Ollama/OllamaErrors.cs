using System.Text.Json;
using System.Text.Unicode;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>What Ollama's status and error text mean for the road: whose fault it is, and whether another candidate may do better. The text itself is told to nobody.</summary>
internal static class OllamaErrors
{
    /// <summary>Reads the error's body and judges.</summary>
    /// <param name="client">Who answered.</param>
    /// <param name="response">Its answer, not a success.</param>
    /// <param name="relayed">Whether the client speaks Ollama's protocol, so that its own mistakes may be told in Ollama's words.</param>
    /// <param name="cancellationToken">The attempt's.</param>
    public static async ValueTask<Failure> ReadAsync(UpstreamClient client, HttpResponseMessage response, bool relayed, CancellationToken cancellationToken)
    {
        var body = (int)response.StatusCode is < 400 or >= 600 ? [] : await ErrorBytes.ReadAsync(response, client.Clock, cancellationToken).ConfigureAwait(false);
        var failure = Judge(client.Backend, (int)response.StatusCode, body);
        if (relayed && IsVerbatim(client, response, failure, body))
            failure = failure with { Verbatim = new VerbatimError((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "application/json", body) };
        return ShouldRetry.Apply(response, failure.Row.Status >= 429 ? failure with { RetryAfter = RetryAfter.Of(response, client.Now) } : failure);
    }

    // What Ollama answers with 500 though the request is wrong is a 400 here, in our own words; and so is a runner's error, which stands as JSON within a string.
    private static bool IsVerbatim(UpstreamClient client, HttpResponseMessage response, Failure failure, byte[] body) =>
        UpstreamStatus.IsClients((int)response.StatusCode)
        && failure.Kind is FailureKind.BackendRefused or FailureKind.InvalidValue
        && Text(body).Length > 0
        && body.AsSpan().IndexOf("{\\\""u8) < 0
        && !client.Credential.IsIn(body);

    /// <summary>Judges a line <c>{"error":…}</c> of an answer whose status was 200.</summary>
    public static Failure InAnswer(string backend, JsonElement error) =>
        Known(backend, Unwrapped(error)) ?? new(FailureKind.BackendError, $"Backend '{backend}' failed in the middle of its answer.");

    /// <summary>Judges a status and the body that came with it.</summary>
    public static Failure Judge(string backend, int status, ReadOnlySpan<byte> body)
    {
        var text = Text(body);
        return status switch
        {
            >= 300 and < 400 => new(FailureKind.BackendError, $"Backend '{backend}' answered with a redirect ({status}), which is not followed. Configure the address that it leads to.") { IsLasting = true },
            401 or 403 => new(FailureKind.BackendError, $"Backend '{backend}' does not accept the gateway's credentials, or its address ({status}). Correct the backend's auth, or its OLLAMA_ORIGINS.") { IsLasting = true },
            402 => new(FailureKind.BackendError, $"Backend '{backend}' wants its account paid (402). Settle it there, or name another backend.") { IsLasting = true },
            not (>= 400 and < 600) => new(FailureKind.BackendError, $"Backend '{backend}' answered with a status that is no answer ({status})."),
            429 => new(FailureKind.RateLimitExceeded, $"Backend '{backend}' takes no more requests for now (429)."),
            // Its queue is full: that is a limit, not a breakdown.
            503 => new(FailureKind.RateLimitExceeded, $"Backend '{backend}' is busy: its queue is full (503). Try again later, or raise its OLLAMA_MAX_QUEUE."),
            404 when !IsUnknownModel(text) => new(FailureKind.BackendError, $"Backend '{backend}' does not have Ollama's routes (404). Correct its endpoint, or its protocol.") { IsLasting = true },
            _ => Known(backend, text) ?? Unknown(backend, status),
        };
    }

    private static Failure Unknown(string backend, int status) => UpstreamStatus.IsClients(status)
        ? new(FailureKind.BackendRefused, $"Backend '{backend}' found the request wrong ({status}).")
        : new(FailureKind.BackendError, $"Backend '{backend}' failed ({status}).");

    private static bool IsUnknownModel(string text) => text.StartsWith("model ", StringComparison.Ordinal) && text.Contains("not found", StringComparison.Ordinal);

    // Ollama answers 400, 404 and 500 to requests that are wrong; only the words tell them from its own breakdowns.
    private static Failure? Known(string backend, string text)
    {
        if (IsUnknownModel(text))
            return new(FailureKind.ModelNotFound, $"Backend '{backend}' does not have the model. Pull it there, or correct the backend's models.") { Param = "model", Retry = RetryAdvice.OtherCandidate, IsLasting = true };
        if (Has("exceed_context_size_error") || Has("exceeds the available context size") || Has("context length"))
            return new(FailureKind.ContextLengthExceeded, $"Prompt and answer do not fit the context of the model at backend '{backend}'. Send less, or raise num_ctx in the backend's options.");
        if (Has("does not support tools"))
            return Lacks("tools", "calls no tools. Leave tools out");
        if (Has("does not support thinking"))
            return Lacks("reasoning_effort", "does not think. Leave reasoning_effort out, or send none");
        if (Has("does not support insert"))
            return Lacks("suffix", "takes no suffix. Leave it out");
        if (Has("support multimodal") || Has("does not support image") || Has("does not support vision"))
            return Lacks("messages", "takes no pictures. Leave them out");
        if (Has("does not support chat") || Has("does not support generate") || Has("does not support completion"))
            return Lacks("model", "generates no text. Send it something else");
        if (Has("invalid format"))
            return new(FailureKind.BackendRefused, $"Backend '{backend}' does not take the format or its schema. Correct response_format.") { Param = "response_format" };
        if (Has("option \"") && Has("must be of type"))
            return new(FailureKind.BackendRefused, $"Backend '{backend}' does not take the type of an option. Correct the sampling fields, or the backend's options.");
        if (Has("requires more system memory") || Has("out of memory"))
            return new(FailureKind.BackendError, $"The model needs more memory than backend '{backend}' has.");
        return null;

        bool Has(string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

        Failure Lacks(string param, string what) =>
            new(FailureKind.InvalidValue, $"The model at backend '{backend}' {what}, or name another model.") { Param = param };
    }

    private static string Text(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
            return "";
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return WireText.Member(document.RootElement, "error") is { } error ? Unwrapped(error) : "";
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>The error's words: a runner's own error object stands as JSON text inside the string.</summary>
    private static string Unwrapped(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.String)
            return Words(error);
        var text = JsonText.Of(error);
        if (!text.StartsWith('{'))
            return text;
        try
        {
            using var inner = JsonDocument.Parse(text);
            var within = WireText.Member(inner.RootElement, "error") ?? inner.RootElement;
            return within.ValueKind == JsonValueKind.String ? JsonText.Of(within) : Words(within);
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            return text;
        }
    }

    private static string Words(JsonElement error) => $"{WireText.Text(error, "message")} {WireText.Text(error, "type")}";
}

using System.Text;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>What <c>{"error","error_type"}</c> means for the road. The text itself is told to nobody.</summary>
internal static class TgiErrors
{
    /// <summary>Reads the error's body and judges.</summary>
    public static async ValueTask<Failure> ReadAsync(UpstreamClient client, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode != 422)
            return await OpenAiErrors.ReadAsync(client, response, relayed: false, cancellationToken).ConfigureAwait(false);
        var body = await ErrorBytes.ReadAsync(response, client.Clock, cancellationToken).ConfigureAwait(false);
        return Wrong(client.Backend, Encoding.UTF8.GetString(body));
    }

    /// <summary>Judges an error of an answer whose status was 200: streams begin before the request is looked at.</summary>
    /// <param name="backend">The backend's name.</param>
    /// <param name="json">The event.</param>
    /// <param name="error">Its error: words, or on the chat route an object.</param>
    public static Failure InAnswer(string backend, JsonElement json, JsonElement error)
    {
        var words = error.ValueKind == JsonValueKind.String ? JsonText.Of(error) : WireText.Text(error, "message") ?? "";
        return (WireText.Text(json, "error_type"), WireText.Count(error, "http_status_code")) switch
        {
            ("validation" or "template_error" or "tool_error", _) or (_, 422) => Wrong(backend, words),
            ("overloaded", _) or (_, 429) => new(FailureKind.RateLimitExceeded, $"Backend '{backend}' takes no more requests for now (429)."),
            _ => new(FailureKind.BackendError, $"Backend '{backend}' failed in the middle of its answer."),
        };
    }

    private static Failure Wrong(string backend, string words) => IsTooLong(words)
        ? new(FailureKind.ContextLengthExceeded, $"Prompt and answer do not fit the context of the model at backend '{backend}'. Send less, or lower max_tokens.")
        : new(FailureKind.BackendRefused, $"Backend '{backend}' found the request wrong (422).");

    private static bool IsTooLong(string words) =>
        words.Contains("`inputs` tokens + `max_new_tokens`", StringComparison.Ordinal)
        || words.Contains("`inputs` must have less than", StringComparison.Ordinal)
        || (words.Contains("`max_new_tokens` must be", StringComparison.Ordinal) && !words.Contains("strictly positive", StringComparison.Ordinal));
}

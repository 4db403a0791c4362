using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>Asks for the tokens of a prompt. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="route">The route that counts.</param>
internal sealed class AnthropicTokens(UpstreamClient client, Uri route)
{
    private const int MostBytes = 64 * 1024;

    /// <inheritdoc cref="ITokenCounter.CountAsync"/>
    public async ValueTask<Outcome<int>> CountAsync(WireBody body, IReadOnlyList<KeyValuePair<string, string>> protocolHeaders, Candidate candidate, CancellationToken cancellationToken)
    {
        using var content = new PiecesContent(body, BodyEdits.Apply(body.Bytes, body.Peeked, candidate.ModelJson, asksForUsage: false));
        if (!(await client.AskAsync(route, content, AnthropicHeaders.Merged(protocolHeaders, client.Headers), candidate.Deadlines.Connect, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        if (UpstreamStatus.IsAnswer(response))
            return await ReadAsync(response, cancellationToken).ConfigureAwait(false);
        failure = await AnthropicErrors.ReadAsync(client, response, relayed: true, cancellationToken).ConfigureAwait(false);
        // Servers that speak the protocol do not all have this route, and those that lack it answer no error of the protocol.
        return (int)response.StatusCode is 404 or 405 or 501 && response.Content.Headers.ContentType?.MediaType != "application/json"
            ? new Failure(FailureKind.NotFound, $"Backend '{client.Backend}' counts no tokens.")
            : failure;
    }

    private async ValueTask<Outcome<int>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var buffer = new byte[MostBytes];
            var length = await stream.ReadAtLeastAsync(buffer, MostBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(buffer.AsMemory(0, length));
            if (WireText.Count(document.RootElement, "input_tokens") is { } tokens)
                return tokens;
        }
        catch (Exception thrown) when (thrown is JsonException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new Failure(FailureKind.BackendError, $"Backend '{client.Backend}' was asked for a count of tokens and answered something else.");
    }
}

using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>Makes the calls of one endpoint. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
/// <param name="messages">The route of messages.</param>
internal sealed class AnthropicCalls(UpstreamClient client, UpstreamLimits limits, Uri messages)
{
    /// <summary>Sends one choice's request and waits for the answer's head.</summary>
    /// <param name="body">What is asked.</param>
    /// <param name="choice">Which choice.</param>
    /// <param name="attempt">Whose call it is.</param>
    public async ValueTask<Outcome<AnthropicCall>> BeginAsync(ReadOnlyMemory<byte> body, int choice, Attempt attempt)
    {
        using var content = RequestJson.Content(body);
        if (!(await client.SendAsync(HttpMethod.Post, messages, content, attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        var kept = false;
        try
        {
            if (!UpstreamStatus.IsAnswer(response))
                return await AnthropicErrors.ReadAsync(client, response, relayed: false, attempt.Token).ConfigureAwait(false);
            if (!attempt.Request.Stream)
            {
                kept = true;
                return new WholeCall(response, attempt, choice, limits);
            }

            if (EventStreams.Refused(response, client.Backend) is { } refused)
                return refused;
            var stream = await response.Content.ReadAsStreamAsync(attempt.Token).ConfigureAwait(false);
            kept = true;
            return new StreamCall(response, stream, attempt, choice, limits.EventBytes);
        }
        finally
        {
            if (!kept)
                response.Dispose();
        }
    }
}

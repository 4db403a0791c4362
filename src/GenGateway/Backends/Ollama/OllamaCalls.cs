using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Makes the calls of one endpoint. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
/// <param name="settings">What the operator wants sent along.</param>
internal sealed class OllamaCalls(UpstreamClient client, UpstreamLimits limits, OllamaSettings settings)
{
    private readonly Uri _chat = client.Route("api/chat");
    private readonly Uri _generate = client.Route("api/generate");

    /// <summary>Sends one choice's request and waits for the answer's head.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="choice">Which choice.</param>
    /// <param name="attempt">Whose call it is.</param>
    /// <param name="held">Bytes of the choices before it, which are held in memory with it.</param>
    public async ValueTask<Outcome<OllamaCall>> BeginAsync(TextTask task, int choice, Attempt attempt, long held)
    {
        var stream = attempt.Request.Stream;
        var model = attempt.Candidate.Model;
        var (route, body) = task is ChatTask chat
            ? (_chat, OllamaEncoder.Chat(chat, choice, model, stream, settings))
            : (_generate, OllamaEncoder.Completion((CompletionTask)task, choice, model, stream, settings));
        using var content = RequestJson.Content(body);
        if (!(await client.SendAsync(HttpMethod.Post, route, content, attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        var kept = false;
        try
        {
            if (!UpstreamStatus.IsAnswer(response))
                return await OllamaErrors.ReadAsync(client, response, relayed: false, attempt.Token).ConfigureAwait(false);
            var bytes = await response.Content.ReadAsStreamAsync(attempt.Token).ConfigureAwait(false);
            kept = true;
            return stream
                ? new OllamaCall(response, bytes, attempt, choice, limits.EventBytes, "limits.event_bytes", limits.Memory)
                : new OllamaCall(response, bytes, attempt, choice, (int)Math.Clamp(limits.AnswerBytes - held, 1, int.MaxValue / 2), "limits.answer_bytes", limits.Memory);
        }
        finally
        {
            if (!kept)
                response.Dispose();
        }
    }
}

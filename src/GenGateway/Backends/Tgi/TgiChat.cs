using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>Chats over the server's route in OpenAI's manner: its answers are OpenAI's, its requests nearly. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
internal sealed class TgiChat(UpstreamClient client, UpstreamLimits limits)
{
    private readonly Uri _route = client.Route("v1/chat/completions");

    /// <inheritdoc cref="IEndpoint.GenerateAsync"/>
    public async ValueTask<Outcome<Generation>> OpenAsync(ChatTask task, Attempt attempt)
    {
        var streams = attempt.Request.Stream;
        using var content = RequestJson.Content(TaskEncoder.Encode(TgiChatTask.Of(task), TgiChatTask.Model, streams, TgiChatTask.Limits));
        if (!(await client.SendAsync(HttpMethod.Post, _route, content, attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        var kept = false;
        try
        {
            if (!UpstreamStatus.IsAnswer(response))
                return await TgiErrors.ReadAsync(client, response, attempt.Token).ConfigureAwait(false);
            if (streams && EventStreams.Refused(response, client.Backend) is { } refused)
                return refused;
            var decoder = new AnswerDecoder(client.Backend, attempt.Tally, choices: 1, echo: null) { Tail = new StopTail(task.Parameters.Stop) };
            kept = true;
            return streams
                ? new StreamGeneration(response, response.Content.ReadAsStream(attempt.Token), attempt, limits.EventBytes, decoder)
                : new WholeGeneration(response, attempt, limits, decoder);
        }
        finally
        {
            if (!kept)
                response.Dispose();
        }
    }
}

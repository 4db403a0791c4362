using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>The lane of requests that came by another protocol: the task is written as OpenAI's body, the answer read as events. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
/// <param name="routes">Where bodies go.</param>
/// <param name="prefill">How the server goes on with an answer that is begun.</param>
internal sealed class Translation(UpstreamClient client, UpstreamLimits limits, OpenAiRoutes routes, PrefillMode prefill)
{
    // Several prompts with several choices each are one request; beyond this nobody means it.
    private const int MostChoices = 1024;

    private readonly TaskLimits _fields = new(client.Address.Host, prefill);

    /// <inheritdoc cref="IEndpoint.NotCarried(GenerationTask)"/>
    public IEnumerable<string> NotCarried(GenerationTask task) => _fields.NotCarried(task);

    /// <inheritdoc cref="IEndpoint.GenerateAsync"/>
    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        var model = attempt.Candidate.Model;
        var stream = attempt.Request.Stream;
        return task switch
        {
            ChatTask talk => SendAsync(routes.Chat, TaskEncoder.Encode(talk, model, stream, _fields), talk.N, null, attempt),
            CompletionTask text when text.Prompts.Count * text.N > MostChoices =>
                new(new Failure(FailureKind.InvalidValue, $"n times the number of prompts is {text.Prompts.Count * text.N}; at most {MostChoices} choices are generated in one request.") { Param = "n" }),
            CompletionTask text => SendAsync(routes.Completions, TaskEncoder.Encode(text, model, stream, _fields), text.Prompts.Count * text.N, Echo(text), attempt),
            EmbeddingTask texts => SendAsync(routes.Embeddings, TaskEncoder.Encode(texts, model), attempt, response => new EmbeddingGeneration(response, attempt, limits, texts.Inputs.Count)),
            _ => new(new Failure(FailureKind.InvalidValue, $"Backend '{client.Backend}' was asked for what it does not offer.")),
        };
    }

    // The head is here, so the stream is there at once.
    private Generation Text(HttpResponseMessage response, AnswerDecoder decoder, Attempt attempt) => attempt.Request.Stream
        ? new StreamGeneration(response, response.Content.ReadAsStream(attempt.Token), attempt, limits.EventBytes, decoder)
        : new WholeGeneration(response, attempt, limits, decoder);

    private static Func<int, string>? Echo(CompletionTask task) =>
        task.Echo && task.Prompts[0].Text is not null ? choice => task.Prompts[choice / task.N].Text ?? "" : null;

    private ValueTask<Outcome<Generation>> SendAsync(Uri route, ReadOnlyMemory<byte> body, int choices, Func<int, string>? echo, Attempt attempt) =>
        SendAsync(route, body, attempt, response => Text(response, new AnswerDecoder(client.Backend, attempt.Tally, choices, echo), attempt));

    /// <param name="route">Where the body goes.</param>
    /// <param name="body">The task.</param>
    /// <param name="attempt">Whose it is.</param>
    /// <param name="open">Makes events of an answer, which is the generation's own from then on.</param>
    private async ValueTask<Outcome<Generation>> SendAsync(Uri route, ReadOnlyMemory<byte> body, Attempt attempt, Func<HttpResponseMessage, Generation> open)
    {
        using var content = RequestJson.Content(body);
        if (!(await client.SendAsync(HttpMethod.Post, route, content, attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        var kept = false;
        try
        {
            if (!UpstreamStatus.IsAnswer(response))
            {
                // A stream that may have to be continued comes this way though its client speaks the backend's protocol; it is told its mistakes in the same words.
                var spoken = attempt.Request.Wire is { Protocol: WireProtocol.OpenAiChat or WireProtocol.OpenAiCompletion };
                return await OpenAiErrors.ReadAsync(client, response, spoken, attempt.Token).ConfigureAwait(false);
            }

            if (attempt.Request.Stream && EventStreams.Refused(response, client.Backend) is { } refused)
                return refused;
            kept = true;
            return open(response);
        }
        finally
        {
            if (!kept)
                response.Dispose();
        }
    }
}

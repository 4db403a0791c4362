using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>The lane of requests that came by another protocol: the task is written as OpenAI's body, the answer read as events. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
/// <param name="chat">The route of chats.</param>
/// <param name="completions">The route of completions.</param>
/// <param name="prefill">How the server goes on with an answer that is begun.</param>
internal sealed class Translation(UpstreamClient client, UpstreamLimits limits, Uri chat, Uri completions, PrefillMode prefill)
{
    // Several prompts with several choices each are one request; beyond this nobody means it.
    private const int MostChoices = 1024;

    private readonly TaskLimits _fields = new(client.Address.Host, prefill);

    /// <inheritdoc cref="IEndpoint.NotCarried"/>
    public IEnumerable<string> NotCarried(GenerationTask task) => _fields.NotCarried(task);

    /// <inheritdoc cref="IEndpoint.GenerateAsync"/>
    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        var model = attempt.Candidate.Model;
        var stream = attempt.Request.Stream;
        return task switch
        {
            ChatTask talk => SendAsync(chat, TaskEncoder.Encode(talk, model, stream, _fields), talk.N, null, attempt),
            CompletionTask text when text.Prompts.Count * text.N > MostChoices =>
                new(new Failure(FailureKind.InvalidValue, $"n times the number of prompts is {text.Prompts.Count * text.N}; at most {MostChoices} choices are generated in one request.") { Param = "n" }),
            CompletionTask text => SendAsync(completions, TaskEncoder.Encode(text, model, stream, _fields), text.Prompts.Count * text.N, Echo(text), attempt),
            _ => new(new Failure(FailureKind.InvalidValue, $"Backend '{client.Backend}' was asked for what it does not offer.")),
        };
    }

    private static Func<int, string>? Echo(CompletionTask task) =>
        task.Echo && task.Prompts[0].Text is not null ? choice => task.Prompts[choice / task.N].Text ?? "" : null;

    private async ValueTask<Outcome<Generation>> SendAsync(Uri route, ReadOnlyMemory<byte> body, int choices, Func<int, string>? echo, Attempt attempt)
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

            var decoder = new AnswerDecoder(client.Backend, attempt.Tally, choices, echo);
            if (!attempt.Request.Stream)
            {
                kept = true;
                return new WholeGeneration(response, attempt, limits, decoder);
            }

            if (EventStreams.Refused(response, client.Backend) is { } refused)
                return refused;
            var stream = await response.Content.ReadAsStreamAsync(attempt.Token).ConfigureAwait(false);
            kept = true;
            return new StreamGeneration(response, stream, attempt, limits.EventBytes, decoder);
        }
        finally
        {
            if (!kept)
                response.Dispose();
        }
    }
}

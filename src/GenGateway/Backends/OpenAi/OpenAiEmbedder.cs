using GenGateway.Backends.Batching;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Batches of embeddings at an address that speaks OpenAI's protocol. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
/// <param name="route">The route of embeddings.</param>
internal sealed class OpenAiEmbedder(UpstreamClient client, UpstreamLimits limits, Uri route) : IEmbedder
{
    public async ValueTask<Outcome<EmbeddedInputs?>> EmbedAsync(EmbeddingTask task, Attempt first, CancellationToken cancellationToken)
    {
        using var content = RequestJson.Content(TaskEncoder.Encode(task, first.Candidate.Model));
        if (!(await client.SendAsync(HttpMethod.Post, route, content, first.Request, first.Candidate.Deadlines.Connect, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        if (!UpstreamStatus.IsAnswer(response))
            return await OpenAiErrors.ReadAsync(client, response, relayed: false, cancellationToken).ConfigureAwait(false);
        if (!(await RentedBody.ReadAsync(response, client.Backend, limits, spare: 0, cancellationToken).ConfigureAwait(false)).TryGet(out var body, out failure))
            return failure;
        using var read = body;
        return Read(body.Written.Span, task.Inputs.Count);
    }

    private Outcome<EmbeddedInputs?> Read(ReadOnlySpan<byte> body, int inputs)
    {
        var vectors = new ReadOnlyMemory<float>[inputs];
        if (EmbeddingJudge.Judge(body, client.Backend, inputs, vectors, out var read) is not { } wrong)
            return new EmbeddedInputs(vectors, read.PromptTokens);
        // There are servers that read one input and leave the rest.
        return read is { IsError: false, Count: > 0 } ? Outcome.Of<EmbeddedInputs?>(null) : wrong;
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Vectors of a task's inputs, in one call, as events. One owner, one reader.</summary>
internal sealed class OllamaEmbedding(UpstreamClient client, Uri route, UpstreamLimits limits, OllamaSettings settings, EmbeddingTask task, Attempt attempt) : Generation
{
    private readonly List<float[]> _vectors = [];

    public override bool FillsTally => true;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!(await AskAsync().ConfigureAwait(false)).TryGet(out var read, out var failure))
        {
            yield return new GenerationEvent.Failed(failure);
            yield break;
        }

        for (var i = 0; i < _vectors.Count; i++)
            yield return Counted(new GenerationEvent.Embedded(i, _vectors[i]));
        if (VectorReader.UsageOf(read.PromptTokens) is { } usage)
            yield return Counted(new GenerationEvent.UsageReported(usage));
        yield return Counted(GenerationEvent.Finished.Instance);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private GenerationEvent Counted(GenerationEvent happened)
    {
        attempt.Tally.Add(happened);
        return happened;
    }

    private async ValueTask<Outcome<(int Count, int? PromptTokens)>> AskAsync()
    {
        using var content = RequestJson.Content(RequestJson.Write(Write));
        if (!(await client.SendAsync(HttpMethod.Post, route, content, attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        if (!UpstreamStatus.IsAnswer(response))
            return await OllamaErrors.ReadAsync(client, response, relayed: false, attempt.Token).ConfigureAwait(false);
        if (!(await RentedBody.ReadAsync(response, attempt, limits, spare: 0).ConfigureAwait(false)).TryGet(out var body, out failure))
            return failure;
        using var held = body;
        failure = VectorReader.Read(body.Written.Span, attempt, _vectors, out var read);
        failure ??= VectorReader.Miscounted(attempt, read.Count, task.Inputs.Count);
        return failure is null ? read : failure;
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteString("model", attempt.Candidate.Model);
        json.WriteStartArray("input");
        foreach (var input in task.Inputs)
            json.WriteTextValue(input.Text);
        json.WriteEndArray();
        if (task.Truncate is { } truncate)
            json.WriteBoolean("truncate", truncate);
        if (task.Dimensions is { } dimensions)
            json.WriteNumber("dimensions", dimensions);
        foreach (var (name, raw) in settings.Members)
        {
            // Shifting is for texts that grow; what the client says of cutting wins.
            if (name == "keep_alive" || (name == "truncate" && task.Truncate is null))
                RequestJson.WriteRaw(json, name, raw);
        }
    }
}

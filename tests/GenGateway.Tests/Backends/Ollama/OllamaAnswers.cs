using GenGateway.Backends.Ollama;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Backends.Ollama;

/// <summary>Reads answers of Ollama as the backend does, packets given.</summary>
internal static class OllamaAnswers
{
    public static async Task<AnswerRun> ReadAsync(IEnumerable<byte[]> packets, bool stream, int most = 1 << 20)
    {
        using var attempt = AnswerRun.Attempt(Requests.Chat("m", stream: stream));
        using var call = new OllamaCall(new HttpResponseMessage(), new PacketStream(packets), attempt, 0, most, "limits.event_bytes", Remotes.Limits.Memory);
        return await AnswerRun.ReadAsync(new OneCall(call, attempt), attempt);
    }

    private sealed class OneCall(OllamaCall call, Attempt attempt) : Generation
    {
        public override async IAsyncEnumerable<GenerationEvent> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var events = new List<GenerationEvent>();
            while (!call.Reader.IsDone)
            {
                var failure = await call.ReadAsync(events);
                foreach (var happened in events)
                    yield return happened;
                events.Clear();
                if (failure is null)
                    continue;
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            if (call.Reader is { PromptTokens: { } prompt, CompletionTokens: { } completion })
                yield return Counted(new GenerationEvent.UsageReported(new Usage(prompt, completion)));
            yield return Counted(GenerationEvent.Finished.Instance);
        }

        // As the backend does for what no line says.
        private GenerationEvent Counted(GenerationEvent happened)
        {
            attempt.Tally.Add(happened);
            return happened;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

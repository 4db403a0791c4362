using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>Reads answers of OpenAI's protocol in either lane, packets given.</summary>
internal static class OpenAiLanes
{
    private const int MaxEvent = 1 << 20;

    /// <summary>The recorded request as the gateway reads it, or null where it would not have sent that.</summary>
    public static GenerationRequest? Request(RecordedAnswer recorded)
    {
        OpenAiSurface surface = recorded.Target.EndsWith("/chat/completions", StringComparison.Ordinal) ? new ChatSurface() : new CompletionSurface();
        return surface.Decode(recorded.Request, Decoding.Context).TryGet(out var read, out _) ? read.Request : null;
    }

    public static async Task<AnswerRun> TranslateAsync(GenerationRequest request, IEnumerable<byte[]> packets, bool stream)
    {
        using var attempt = AnswerRun.Attempt(request);
        var decoder = new AnswerDecoder("upstream", attempt.Tally, Choices(request), echo: null);
        var bytes = new PacketStream(packets);
        Generation generation = stream
            ? new StreamGeneration(new HttpResponseMessage(), bytes, attempt, MaxEvent, decoder)
            : new WholeGeneration(new HttpResponseMessage { Content = new StreamContent(bytes) }, attempt, Remotes.Limits, decoder);
        return await AnswerRun.ReadAsync(generation, attempt);
    }

    /// <summary>What the relay tallies.</summary>
    public static async Task<string> RelayAsync(GenerationRequest request, IEnumerable<byte[]> packets, bool stream)
    {
        using var attempt = AnswerRun.Attempt(request);
        var bytes = new PacketStream(packets);
        if (!stream)
        {
            var opened = await WholeRelay.OpenAsync(new HttpResponseMessage { Content = new StreamContent(bytes) }, attempt, Remotes.Limits, WholeJudge.Judge);
            if (opened.TryGet(out var whole, out _))
                await whole.DisposeAsync();
            return AnswerRun.TallyText(attempt.Tally);
        }

        await using var relay = new StreamRelay(new HttpResponseMessage(), bytes, attempt, MaxEvent);
        if (await relay.CommitAsync() is not null)
            return AnswerRun.TallyText(attempt.Tally);
        RelayChunk chunk;
        do
            chunk = await relay.ReadAsync(attempt.Token);
        while (!chunk.IsLast);
        return AnswerRun.TallyText(attempt.Tally);
    }

    private static int Choices(GenerationRequest request)
    {
        var prompts = request.Decode().TryGet(out var decoded, out _) && decoded.Task is CompletionTask several ? several.Prompts.Count : 1;
        return prompts * request.Wire!.Peeked.N;
    }
}

using GenGateway.Journey;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends;

/// <summary>What one reading of an answer gave: its events and what was tallied.</summary>
/// <param name="Events">As text, so that two runs compare.</param>
/// <param name="Tally">As text.</param>
internal sealed record AnswerRun(IReadOnlyList<string> Events, string Tally)
{
    public string Last => Events[^1];

    /// <summary>An attempt at a backend that does not matter.</summary>
    public static Attempt Attempt(GenerationRequest request) => Attempts.At(new PlayedBackend("upstream"), request, new TestEntry(request), TestContext.Current.CancellationToken);

    /// <summary>Reads events to their end, which must be exactly one.</summary>
    public static async Task<AnswerRun> ReadAsync(Generation generation, Attempt attempt)
    {
        var events = new List<GenerationEvent>();
        await using (generation)
        {
            await foreach (var happened in generation.ReadAsync(attempt.Token))
                events.Add(happened);
        }

        Assert.True(events[^1] is GenerationEvent.Finished or GenerationEvent.Failed, $"The last event is {events[^1]}.");
        Assert.Single(events, static happened => happened is GenerationEvent.Finished or GenerationEvent.Failed);
        Assert.DoesNotContain(new GenerationEvent.TextDelta(0, ""), events);
        return new([.. events.Select(Text)], TallyText(attempt.Tally));
    }

    public static string TallyText(Tally tally)
    {
        var text = tally.Text is { } kept ? System.Text.Encoding.UTF8.GetString(kept.Written) : null;
        return $"{tally.Deltas} deltas, {tally.Bytes} bytes, {tally.Choices} choices, {tally.Ended} ended, finished {tally.Finished}, {tally.Usage}, {text}";
    }

    private static string Text(GenerationEvent happened) => happened is GenerationEvent.Failed failed ? $"Failed {failed.Failure.Kind}: {failed.Failure.Message}" : happened.ToString();
}

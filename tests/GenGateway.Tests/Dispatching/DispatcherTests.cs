using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Dispatching;

public sealed class DispatcherTests
{
    private static readonly GenerationEvent[] Whole =
    [
        new GenerationEvent.TextDelta(0, "one "),
        new GenerationEvent.TextDelta(0, "two"),
        new GenerationEvent.ChoiceEnded(0, FinishReason.Stop),
        new GenerationEvent.UsageReported(new Usage(3, 2)),
        GenerationEvent.Finished.Instance,
    ];

    [Fact]
    public async Task A_stream_commits_at_its_first_content()
    {
        var backend = new FakeBackend("b", "m") { Events = Whole };

        var (answer, _, tally) = await OpenAsync(backend, stream: true);

        await using (answer)
            Assert.Equal(1, backend.Read);
        Assert.Equal(1, tally.Deltas);
    }

    [Fact]
    public async Task A_whole_answer_commits_when_it_is_complete()
    {
        var backend = new FakeBackend("b", "m") { Events = Whole };

        var (answer, _, tally) = await OpenAsync(backend, stream: false);

        await using (answer)
            Assert.Equal(Whole.Length, backend.Read);
        Assert.True(tally.Finished);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_event_is_delivered_once_and_in_order(bool stream)
    {
        var backend = new FakeBackend("b", "m") { Events = Whole };
        var (answer, _, tally) = await OpenAsync(backend, stream);

        var seen = new List<GenerationEvent>();
        await using (answer)
        {
            await foreach (var happened in ((Generation)answer!).ReadAsync(TestContext.Current.CancellationToken))
                seen.Add(happened);
        }

        Assert.Equal(Whole, seen);
        Assert.Equal(new Usage(3, 2), tally.Usage);
        Assert.Equal(1, backend.Disposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_without_an_end_is_a_failure_however_cleanly_it_stopped(bool stream)
    {
        var backend = new FakeBackend("b", "m") { Events = stream ? [] : Whole[..2] };

        var (answer, failure, _) = await OpenAsync(backend, stream);

        Assert.Null(answer);
        Assert.Equal(FailureKind.BackendError, failure?.Kind);
        Assert.Equal(1, backend.Disposed);
    }

    [Fact]
    public async Task A_stream_that_breaks_after_its_commit_point_ends_with_the_failure()
    {
        var backend = new FakeBackend("b", "m") { Events = Whole[..2] };
        var (answer, _, tally) = await OpenAsync(backend, stream: true);

        GenerationEvent? last = null;
        await using (answer)
        {
            await foreach (var happened in ((Generation)answer!).ReadAsync(TestContext.Current.CancellationToken))
                last = happened;
        }

        Assert.IsType<GenerationEvent.Failed>(last);
        Assert.False(tally.Finished);
    }

    [Fact]
    public async Task A_whole_answer_beyond_the_limit_is_refused_and_names_the_setting()
    {
        var endless = Enumerable.Repeat<GenerationEvent>(new GenerationEvent.TextDelta(0, new string('x', 100)), 1000).ToArray();
        var backend = new FakeBackend("b", "m") { Events = endless };

        var (answer, failure, _) = await OpenAsync(backend, stream: false);

        Assert.Null(answer);
        Assert.Contains("limits.answer_bytes", failure!.Message, StringComparison.Ordinal);
        Assert.True(backend.Read < 20);
    }

    private static async Task<(Answer? Answer, Failure? Failure, Tally Tally)> OpenAsync(FakeBackend backend, bool stream)
    {
        var request = Requests.Chat(stream: stream);
        var entry = new TestEntry(request);
        var attempt = Attempts.At(backend, request, entry, CancellationToken.None);
        var outcome = await new Dispatcher(1000, new MemoryBudget(1 << 30)).OpenAsync(attempt);
        return outcome.TryGet(out var answer, out var failure) ? (answer, null, entry.Tally) : (null, failure, entry.Tally);
    }
}

using GenGateway.Engine.Runtime;
using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Sampling;
using GenGateway.Engine.Text.Scheduler;

namespace GenGateway.Engine.Tests.Text.Scheduler;

public sealed class TextSchedulerTests : IDisposable
{
    private readonly FakeForwardPass _model = new();
    private TextScheduler? _scheduler;

    public void Dispose() => _scheduler?.Dispose();

    [Fact]
    public async Task A_prompt_is_computed_once_and_each_further_token_in_one_row()
    {
        var scheduler = Start();
        var (text, tokens, outcome) = await Read(scheduler.Submit(Ask([0, 1, 2], maxTokens: 5), TestContext.Current.CancellationToken));

        Assert.Equal("defgh", text);
        Assert.Equal([3, 4, 5, 6, 7], tokens);
        Assert.Equal(new TextOutcome(FinishReason.Length, 3, 5), outcome);
        Assert.Equal([new FakeRun(0, 3, 0), new FakeRun(0, 1, 3), new FakeRun(0, 1, 4), new FakeRun(0, 1, 5), new FakeRun(0, 1, 6)], _model.Runs);
        var counters = scheduler.Counters;
        Assert.Equal((3, 4, 4, 5), (counters.PrefillRows, counters.DecodeSteps, counters.DecodeRows, counters.TokensGenerated));
        AssertSettled(counters, finished: 1);
    }

    [Fact]
    public async Task Of_eight_sequences_each_has_its_first_token_before_any_has_its_last()
    {
        using var allAreIn = new ManualResetEventSlim();
        _model.During = (_, _) => allAreIn.Wait(TestContext.Current.CancellationToken);
        var scheduler = Start(maxRunning: 8);
        var sequences = Enumerable.Range(0, 8).Select(i => scheduler.Submit(Ask([i], maxTokens: 10), TestContext.Current.CancellationToken)).ToList();
        allAreIn.Set();
        await Task.WhenAll(sequences.Select(sequence => sequence.Completion)).WaitAsync(TestContext.Current.CancellationToken);

        var runs = _model.Runs.ToList();
        var lastFirst = Enumerable.Range(0, 8).Max(owner => runs.FindIndex(run => run.Owner == owner));
        var firstLast = Enumerable.Range(0, 8).Min(owner => runs.FindLastIndex(run => run.Owner == owner));
        Assert.True(lastFirst < firstLast, $"run {lastFirst} gives the last first token, run {firstLast} the first last one");
        AssertSettled(scheduler.Counters, finished: 8);
    }

    [Fact]
    public async Task A_long_text_does_not_keep_others_waiting_for_more_than_a_turn()
    {
        using var bothAreIn = new ManualResetEventSlim();
        _model.During = (_, _) => bothAreIn.Wait(TestContext.Current.CancellationToken);
        var scheduler = Start();
        var lengthy = scheduler.Submit(Ask([0], maxTokens: 200), TestContext.Current.CancellationToken);
        var brief = scheduler.Submit(Ask([1], maxTokens: 3), TestContext.Current.CancellationToken);
        bothAreIn.Set();
        await brief.Completion;
        await lengthy.Completion;

        // Three runs of the brief one, and per turn, of which there are four, at most one of the lengthy one.
        Assert.InRange(_model.Runs.ToList().FindLastIndex(run => run.Owner == 1), 3, 6);
    }

    [Fact]
    public async Task An_end_token_stops_without_giving_text_and_counts_as_a_token()
    {
        var (text, tokens, outcome) = await Read(Start().Submit(Ask([0], ends: [3]), TestContext.Current.CancellationToken));
        Assert.Equal("bc", text);
        Assert.Equal([1, 2, 3], tokens);
        Assert.Equal(new TextOutcome(FinishReason.Stop, 1, 3), outcome);
    }

    [Fact]
    public async Task A_stop_string_across_tokens_stops_and_is_not_given_out()
    {
        var (text, tokens, outcome) = await Read(Start().Submit(Ask([0], stops: ["def", "zz"]), TestContext.Current.CancellationToken));
        Assert.Equal("bc", text);
        Assert.Equal([1, 2, 3, 4, 5], tokens);
        Assert.Equal(new TextOutcome(FinishReason.Stop, 1, 5) { StoppedBy = "def" }, outcome);
    }

    [Theory]
    [InlineData(3, FinishReason.Length)]
    [InlineData(10, FinishReason.Stop)]
    public async Task Text_that_is_held_back_comes_out_with_the_last_token(int maxTokens, FinishReason reason)
    {
        var asked = Ask([0], maxTokens, ends: [4], stops: ["cdx"], decoder: new FakeText("!"));
        var (text, tokens, outcome) = await Read(Start().Submit(asked, TestContext.Current.CancellationToken));
        Assert.Equal("bcd!", text);
        Assert.Equal(reason == FinishReason.Length ? 3 : 4, tokens.Count);
        Assert.Equal(reason, outcome.Reason);
    }

    [Fact]
    public async Task Text_left_at_the_end_can_still_complete_a_stop_string()
    {
        var asked = Ask([0], maxTokens: 3, stops: ["d!"], decoder: new FakeText("!"));
        var (text, _, outcome) = await Read(Start().Submit(asked, TestContext.Current.CancellationToken));
        Assert.Equal(("bc", FinishReason.Stop), (text, outcome.Reason));
    }

    [Fact]
    public async Task A_reader_that_never_reads_holds_up_nobody()
    {
        var scheduler = Start();
        var unread = scheduler.Submit(Ask([0], maxTokens: 500), TestContext.Current.CancellationToken);
        var read = scheduler.Submit(Ask([1], maxTokens: 500), TestContext.Current.CancellationToken);
        Assert.Equal(500, (await Read(read)).Tokens.Count);
        Assert.Equal(500, (await unread.Completion).CompletionTokens);
        Assert.Equal(500, (await Read(unread)).Tokens.Count);
    }

    [Fact]
    public async Task A_cancelled_sequence_leaves_before_its_next_step()
    {
        using var cancellation = new CancellationTokenSource();
        _model.During = (run, _) =>
        {
            if (run.Past == 4)
            {
                cancellation.Cancel();
            }
        };
        var scheduler = Start();
        var (_, tokens, outcome) = await Read(scheduler.Submit(Ask([0, 1], maxTokens: 100), cancellation.Token));

        // The step under way still counts; no other follows.
        Assert.Equal(new TextOutcome(FinishReason.Cancelled, 2, 4), outcome);
        Assert.Equal(4, tokens.Count);
        Assert.Equal(3, scheduler.Counters.DecodeSteps);
        Assert.Equal(0, _model.LiveCaches);
        AssertSettled(scheduler.Counters, cancelled: 1);
    }

    [Fact]
    public async Task A_cancelled_prefill_ends_early()
    {
        using var cancellation = new CancellationTokenSource();
        _model.During = (run, token) =>
        {
            if (run.IsPrefill)
            {
                cancellation.Cancel();
                token.ThrowIfCancellationRequested();
            }
        };
        var scheduler = Start();
        var outcome = await scheduler.Submit(Ask([0, 1]), cancellation.Token).Completion;
        Assert.Equal(new TextOutcome(FinishReason.Cancelled, 2, 0), outcome);
        AssertSettled(scheduler.Counters, cancelled: 1);
        Assert.Equal(0, scheduler.Counters.PrefillRows);
    }

    [Fact]
    public async Task A_sequence_cancelled_while_it_waits_never_runs()
    {
        using var goOn = new SemaphoreSlim(0);
        _model.During = (_, _) => goOn.Wait(TestContext.Current.CancellationToken);
        var scheduler = Start(maxRunning: 1);
        var first = scheduler.Submit(Ask([0], maxTokens: 3), TestContext.Current.CancellationToken);
        var second = scheduler.Submit(Ask([1]), TestContext.Current.CancellationToken);
        second.Cancel();
        goOn.Release(3);
        Assert.Equal(FinishReason.Cancelled, (await second.Completion).Reason);
        Assert.Equal(FinishReason.Length, (await first.Completion).Reason);
        Assert.DoesNotContain(_model.Runs, run => run.Owner == 1);
        AssertSettled(scheduler.Counters, finished: 1, cancelled: 1);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_cancels() =>
        Assert.Equal(FinishReason.Cancelled, (await Start().Submit(Ask([0]), new CancellationToken(canceled: true)).Completion).Reason);

    [Fact]
    public async Task A_run_that_fails_ends_only_its_own_sequence()
    {
        _model.During = (run, _) =>
        {
            if (run is { Owner: 1, Past: 3 })
            {
                throw new OrtException(OrtErrorCode.RuntimeException, "a node failed");
            }
        };
        var scheduler = Start();
        var sequences = Enumerable.Range(0, 3).Select(i => scheduler.Submit(Ask([i], maxTokens: 20), TestContext.Current.CancellationToken)).ToList();
        Assert.Equal(FinishReason.Length, (await sequences[0].Completion).Reason);
        Assert.Equal(FinishReason.Length, (await sequences[2].Completion).Reason);
        Assert.Equal(new TextOutcome(FinishReason.Failed, 1, 3, "ONNX Runtime: a node failed (RuntimeException)"), await sequences[1].Completion);
        AssertSettled(scheduler.Counters, finished: 2, failed: 1);
    }

    [Fact]
    public async Task Logits_without_a_number_fail_the_sequence()
    {
        _model.IsBroken = true;
        var outcome = await Start().Submit(Ask([0]), TestContext.Current.CancellationToken).Completion;
        Assert.Equal((FinishReason.Failed, "The model computed no finite logits."), (outcome.Reason, outcome.Error));
    }

    [Fact]
    public async Task One_more_than_may_wait_is_refused_at_once()
    {
        using var goOn = new ManualResetEventSlim();
        using var isRunning = new ManualResetEventSlim();
        _model.During = (_, _) =>
        {
            isRunning.Set();
            goOn.Wait(TestContext.Current.CancellationToken);
        };
        var scheduler = Start(maxRunning: 1, maxWaiting: 2);
        List<Sequence> accepted = [scheduler.Submit(Ask([0], maxTokens: 2), TestContext.Current.CancellationToken)];
        isRunning.Wait(TestContext.Current.CancellationToken);
        accepted.Add(scheduler.Submit(Ask([1], maxTokens: 2), TestContext.Current.CancellationToken));
        accepted.Add(scheduler.Submit(Ask([2], maxTokens: 2), TestContext.Current.CancellationToken));
        Assert.Contains("2 generations", Assert.Throws<EngineBusyException>(() => scheduler.Submit(Ask([3]), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Equal((1, 2), (scheduler.Counters.Active, scheduler.Counters.Waiting));
        goOn.Set();
        foreach (var sequence in accepted)
        {
            Assert.Equal(FinishReason.Length, (await sequence.Completion).Reason);
        }

        AssertSettled(scheduler.Counters, finished: 3);
    }

    [Fact]
    public async Task Disposing_fails_what_runs_and_what_waits_and_then_the_model_is_disposed()
    {
        using var isRunning = new ManualResetEventSlim();
        _model.During = (_, token) =>
        {
            isRunning.Set();
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
        };
        var scheduler = Start(maxRunning: 1);
        var sequences = Enumerable.Range(0, 3).Select(i => scheduler.Submit(Ask([i]), TestContext.Current.CancellationToken)).ToList();
        isRunning.Wait(TestContext.Current.CancellationToken);
        scheduler.Dispose();

        Assert.True(_model.IsDisposed);
        foreach (var sequence in sequences)
        {
            Assert.Equal(new TextOutcome(FinishReason.Failed, 1, 0, "The model was closed."), await sequence.Completion);
        }

        Assert.Throws<ObjectDisposedException>(() => scheduler.Submit(Ask([0]), TestContext.Current.CancellationToken));
        Assert.Equal(0, _model.LiveCaches);
        AssertSettled(scheduler.Counters, failed: 3);
    }

    [Fact]
    public async Task A_seed_gives_the_same_tokens_alone_and_among_others()
    {
        var sampling = new SamplingOptions { Seed = 11, Temperature = 2 };
        var scheduler = Start();
        var alone = await Read(scheduler.Submit(Ask([5], maxTokens: 40, sampling: sampling), TestContext.Current.CancellationToken));
        var others = Enumerable.Range(0, 5).Select(i => scheduler.Submit(Ask([i], maxTokens: 40, sampling: new SamplingOptions()), TestContext.Current.CancellationToken)).ToList();
        var among = await Read(scheduler.Submit(Ask([5], maxTokens: 40, sampling: sampling), TestContext.Current.CancellationToken));
        Assert.Equal(alone.Tokens, among.Tokens);
        await Task.WhenAll(others.Select(other => other.Completion));
    }

    [Fact]
    public async Task Cache_bytes_are_counted_while_they_are_held()
    {
        var seen = new List<long>();
        var scheduler = Start();
        _model.During = (_, _) => seen.Add(scheduler.Counters.KeyValueBytes);
        await scheduler.Submit(Ask([0, 1, 2], maxTokens: 3), TestContext.Current.CancellationToken).Completion;
        Assert.Equal([0, 3 * FakeCache.BytesPerToken, 4 * FakeCache.BytesPerToken], seen);
        AssertSettled(scheduler.Counters, finished: 1);
    }

    private static SequenceSpecification Ask(
        int[] prompt, int maxTokens = 50, int[]? ends = null, string[]? stops = null, SamplingOptions? sampling = null, ITextDecoder? decoder = null) =>
        new(prompt, maxTokens, new HashSet<int>(ends ?? []), stops ?? [], sampling ?? SamplingOptions.Greedy, decoder ?? new FakeText());

    private static Task<(string Text, List<int> Tokens, TextOutcome Outcome)> Read(Sequence sequence) =>
        GenerationReading.ReadToEndAsync(sequence.Pieces, sequence.Completion);

    private static void AssertSettled(EngineCounters counters, long finished = 0, long cancelled = 0, long failed = 0)
    {
        Assert.Equal((finished, cancelled, failed), (counters.SequencesFinished, counters.SequencesCancelled, counters.SequencesFailed));
        Assert.Equal(finished + cancelled + failed, counters.SequencesStarted);
        Assert.Equal((0, 0, 0), (counters.Active, counters.Waiting, counters.KeyValueBytes));
    }

    private TextScheduler Start(int maxRunning = 8, int maxWaiting = 64) =>
        _scheduler = new TextScheduler(_model, maxRunning, maxWaiting, "engine under test");
}

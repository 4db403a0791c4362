using GenGateway.Backends.Batching;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Routing.Balancing;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.Batching;

/// <summary>Requests for vectors that come together; the clock stands unless a test moves it, so that only a full batch leaves by itself.</summary>
public sealed class EmbeddingBatcherTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    private readonly ManualClock _clock = new();
    private readonly ScriptedEmbedder _embedder = new();
    private readonly EmbeddingBatching _shared;
    private readonly EmbeddingBatcher _batcher;
    private readonly List<Attempt> _attempts = [];
    private readonly FakeHealth _account = new();

    public EmbeddingBatcherTests()
    {
        _shared = new EmbeddingBatching(new BatchingConfig(true, 3, Window), _clock);
        _batcher = new EmbeddingBatcher(_shared, _embedder);
    }

    public void Dispose() => _attempts.ForEach(static attempt => attempt.Dispose());

    [Fact]
    public async Task A_full_batch_is_one_call_and_each_gets_its_own()
    {
        var joined = await Task.WhenAll(Join("1"), Join("2\",\"3"), Join("4"));

        Assert.Equal([["1", "2", "3", "4"]], _embedder.Calls);
        Assert.Equal(["1", "2,3", "4"], await Task.WhenAll(joined.Select(VectorsAsync)));
        Assert.Equal((1, 3), (_shared.Batches.Value, _shared.Requests.Value));
    }

    [Fact]
    public async Task What_comes_behind_a_full_batch_opens_the_next_one()
    {
        var joined = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Join(number.ToString(System.Globalization.CultureInfo.InvariantCulture))));

        Assert.Equal(2, _embedder.Calls.Count);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], await Task.WhenAll(joined.Select(VectorsAsync)));
    }

    [Fact]
    public async Task After_the_wait_those_go_that_are_there_and_one_alone_goes_its_usual_way()
    {
        var two = new[] { Join("1"), Join("2") };
        var other = Join("3", dimensions: 2);
        _clock.Advance(Window);

        Assert.Equal(["1", "2"], await Task.WhenAll((await Task.WhenAll(two)).Select(VectorsAsync)));
        Assert.Null(await other);
        Assert.Single(_embedder.Calls);
    }

    [Fact]
    public async Task Who_asks_for_something_else_is_in_another_batch()
    {
        var joined = new[] { Join("1"), Join("2", dimensions: 4), Join("3", model: "n"), Join("4"), Join("5") };

        Assert.Equal(["1", "4", "5"], await Task.WhenAll((await Task.WhenAll(joined[0], joined[3], joined[4])).Select(VectorsAsync)));
        Assert.False(joined[1].IsCompleted || joined[2].IsCompleted);
        _clock.Advance(Window);
        Assert.All(await Task.WhenAll(joined[1], joined[2]), static alone => Assert.Null(alone));
    }

    [Fact]
    public async Task A_failure_is_each_ones()
    {
        _embedder.Failure = new Failure(FailureKind.BackendError, "It failed.");
        foreach (var joined in await Task.WhenAll(Join("1"), Join("2"), Join("3")))
        {
            Assert.False(joined!.Value.TryGet(out _, out var failure));
            Assert.Equal(FailureKind.BackendError, failure.Kind);
        }
    }

    [Fact]
    public async Task One_failed_call_counts_once_against_its_endpoint()
    {
        _embedder.Failure = new Failure(FailureKind.BackendError, "It failed.");
        await Task.WhenAll(Join("1"), Join("2"), Join("3"));
        _attempts.ForEach(attempt => attempt.End(_embedder.Failure));

        Assert.Equal([AttemptVerdict.Failed, AttemptVerdict.None, AttemptVerdict.None], _account.Verdicts);
    }

    [Fact]
    public async Task Who_is_asked_for_alone_after_all_answers_for_its_own_call()
    {
        _embedder.Failure = new Failure(FailureKind.BackendRefused, "One of them is wrong.");
        await Task.WhenAll(Join("1"), Join("2"), Join("3"));
        _attempts.ForEach(static attempt => attempt.End(new Failure(FailureKind.BackendError, "It failed.")));

        Assert.All(_account.Verdicts, static verdict => Assert.Equal(AttemptVerdict.Failed, verdict));
    }

    [Theory]
    [InlineData(FailureKind.BackendRefused)]
    [InlineData(FailureKind.ContextLengthExceeded)]
    [InlineData(null)]
    public async Task Where_one_input_may_have_spoilt_it_each_is_asked_for_alone(FailureKind? kind)
    {
        _embedder.Failure = kind is { } refused ? new Failure(refused, "One of them is wrong.") : null;
        _embedder.ReadsOneOnly = kind is null;

        Assert.All(await Task.WhenAll(Join("1"), Join("2"), Join("3")), static alone => Assert.Null(alone));
        Assert.Equal(1, _shared.Split.Value);
    }

    [Fact]
    public async Task Who_leaves_takes_nobody_along_and_the_last_one_stops_the_call()
    {
        _embedder.Gate = new TaskCompletionSource().Task;
        using var first = new CancellationTokenSource();
        using var others = new CancellationTokenSource();
        var leaving = Join("1", left: first);
        var staying = new[] { Join("2", left: others), Join("3", left: others) };
        await _embedder.Asked;

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.False(_embedder.WasStopped || staying.Any(static task => task.IsCompleted));
        await others.CancelAsync();
        foreach (var task in staying)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.True(_embedder.WasStopped);
    }

    [Fact]
    public async Task Who_left_before_the_call_is_not_asked_for()
    {
        using var left = new CancellationTokenSource();
        var leaving = Join("1", left: left);
        var staying = Join("2");
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        Assert.Equal(["2", "3", "4"], await Task.WhenAll((await Task.WhenAll(staying, Join("3"), Join("4"))).Select(VectorsAsync)));
        Assert.Equal([["2", "3", "4"]], _embedder.Calls);
    }

    [Fact]
    public async Task A_batch_that_everybody_left_is_gone()
    {
        using var left = new CancellationTokenSource();
        var leaving = Join("1", left: left);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        Assert.Equal(["2", "3", "4"], await Task.WhenAll((await Task.WhenAll(Join("2"), Join("3"), Join("4"))).Select(VectorsAsync)));
    }

    [Fact]
    public async Task The_tokens_that_the_backend_counted_are_divided_and_said_to_be_an_estimate()
    {
        _embedder.PromptTokens = 10;
        var usages = await Task.WhenAll((await Task.WhenAll(Join("1"), Join("22"), Join("333"))).Select(UsageAsync));

        Assert.Equal(10, usages.Sum(static usage => usage!.PromptTokens));
        Assert.Equal([2, 3, 5], usages.Select(static usage => usage!.PromptTokens));
        Assert.All(usages, static usage => Assert.Equal((UsageSource.Estimated, 0), (usage!.Source, usage.CompletionTokens)));
    }

    [Fact]
    public async Task Tokens_that_nobody_counted_stay_unknown() =>
        Assert.All(await Task.WhenAll((await Task.WhenAll(Join("1"), Join("2"), Join("3"))).Select(UsageAsync)), static usage => Assert.Null(usage));

    [Fact]
    public async Task Where_it_is_switched_off_or_the_request_is_large_or_was_tried_before_nobody_waits()
    {
        Assert.Null(await Join("1\",\"2\",\"3\",\"4"));
        Assert.Null(await Join(new string('1', 40_000)));
        Assert.Null(await Join("1", again: true));
        _shared.Use(new BatchingConfig(false, 8, Window));
        Assert.Null(await Join("1"));
        _shared.Use(new BatchingConfig(true, 1, Window));
        Assert.Null(await Join("1"));
    }

    [Fact]
    public async Task With_no_wait_only_what_is_there_in_the_same_moment_is_shared()
    {
        _shared.Use(new BatchingConfig(true, 8, TimeSpan.Zero));
        Assert.Null(await Join("1"));
    }

    private static async Task<string> VectorsAsync(Outcome<Generation>? joined) =>
        string.Join(',', (await EventsAsync(joined)).OfType<GenerationEvent.Embedded>().Select(static vector => vector.Vector.Span[0]));

    private static async Task<Usage?> UsageAsync(Outcome<Generation>? joined) =>
        (await EventsAsync(joined)).OfType<GenerationEvent.UsageReported>().SingleOrDefault()?.Usage;

    private static async Task<List<GenerationEvent>> EventsAsync(Outcome<Generation>? joined)
    {
        Assert.True(joined!.Value.TryGet(out var generation, out var failure), failure?.Message);
        var events = new List<GenerationEvent>();
        await foreach (var happened in generation.ReadAsync(TestContext.Current.CancellationToken))
            events.Add(happened);
        Assert.IsType<GenerationEvent.Finished>(events[^1]);
        return events;
    }

    private Task<Outcome<Generation>?> Join(string inputs, int? dimensions = null, string model = "m", CancellationTokenSource? left = null, bool again = false)
    {
        var request = Decoding.Request(new EmbeddingSurface(), $$"""{"model":"{{model}}","input":["{{inputs}}"]{{(dimensions is null ? "" : $",\"dimensions\":{dimensions}")}}}""");
        Assert.True(request.Decode().TryGet(out var decoded, out _));
        var backend = new PlayedBackend("upstream");
        var entry = new TestEntry(request);
        if (again)
            _attempts.Add(Attempts.At(backend, request, entry, TestContext.Current.CancellationToken));
        var attempt = Attempts.At(backend, request, entry, left?.Token ?? TestContext.Current.CancellationToken, account: _account);
        _attempts.Add(attempt);
        return _batcher.JoinAsync((EmbeddingTask)decoded.Task, attempt).AsTask();
    }
}

using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Scheduling;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Scheduling;

public sealed class BackendQueuesTests
{
    private static readonly FakeBackend Backend = new("b", "m") { Capacity = 2 };

    private static readonly Candidate Candidate = new(Backend, Backend, "m", "m", Deadlines.Default);

    [Fact]
    public async Task As_many_turns_as_the_backend_takes_are_given_at_once()
    {
        var queues = new BackendQueues(new QueueConfig(true, 10, TimeSpan.FromMinutes(1)), TimeProvider.System);
        await using var first = await TakeAsync(queues);
        await using var second = await TakeAsync(queues);
        var third = queues.WaitAsync(Candidate, TestContext.Current.CancellationToken).AsTask();

        Assert.Equal((2, 1), (queues.Running, queues.Waiting));
        Assert.False(third.IsCompleted);

        await first.DisposeAsync();
        Assert.True((await third).TryGet(out var turn, out _));
        await turn.DisposeAsync();
    }

    [Fact]
    public async Task Beyond_the_queue_the_refusal_names_the_setting_and_when_to_come_back()
    {
        var queues = new BackendQueues(new QueueConfig(true, 0, TimeSpan.FromMinutes(1)), TimeProvider.System);
        await using var first = await TakeAsync(queues);
        await using var second = await TakeAsync(queues);

        Assert.False((await queues.WaitAsync(Candidate, TestContext.Current.CancellationToken)).TryGet(out _, out var failure));
        Assert.Equal(FailureKind.QueueFull, failure.Kind);
        Assert.Contains("queue.max_size", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RetryAfter);
        Assert.Equal(0, queues.Waiting);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_leaves_the_queue()
    {
        var queues = new BackendQueues(new QueueConfig(true, 10, TimeSpan.FromMinutes(1)), TimeProvider.System);
        await using var first = await TakeAsync(queues);
        await using var second = await TakeAsync(queues);
        using var left = new CancellationTokenSource();
        var third = queues.WaitAsync(Candidate, left.Token).AsTask();

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.Equal((2, 0), (queues.Running, queues.Waiting));
    }

    [Fact]
    public async Task A_wait_beyond_the_limit_is_a_timeout()
    {
        var queues = new BackendQueues(new QueueConfig(true, 10, TimeSpan.Zero), TimeProvider.System);
        await using var first = await TakeAsync(queues);
        await using var second = await TakeAsync(queues);

        Assert.False((await queues.WaitAsync(Candidate, TestContext.Current.CancellationToken)).TryGet(out _, out var failure));
        Assert.Equal(FailureKind.Timeout, failure.Kind);
    }

    [Fact]
    public async Task A_turn_given_back_twice_counts_once()
    {
        var queues = new BackendQueues(new QueueConfig(true, 10, TimeSpan.FromMinutes(1)), TimeProvider.System);
        var turn = await TakeAsync(queues);

        await turn.DisposeAsync();
        await turn.DisposeAsync();

        Assert.Equal(0, queues.Running);
    }

    private static async Task<Turn> TakeAsync(BackendQueues queues)
    {
        Assert.True((await queues.WaitAsync(Candidate, TestContext.Current.CancellationToken)).TryGet(out var turn, out var failure), failure?.Message);
        return turn!;
    }
}

using GenGateway.Backends.Masks;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Backends.Masks;

public sealed class ImagingWorkerTests
{
    private readonly MemoryBudget _memory = new(1000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_is_done_on_a_thread_of_its_own_while_its_memory_is_held()
    {
        await using var worker = new ImagingWorker(_memory);

        var made = await worker.RunAsync<(string?, long)>(600, _ => (Thread.CurrentThread.Name, _memory.Used), Token);

        Assert.True(made.TryGet(out var seen, out _));
        Assert.Equal(("imaging", 600), seen);
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task Work_for_which_there_is_no_memory_does_not_begin()
    {
        await using var worker = new ImagingWorker(_memory);
        var begun = false;

        var refused = await worker.RunAsync<bool>(1001, _ => begun = true, Token);

        Assert.Equal(FailureKind.MemoryFull, refused.Failure!.Kind);
        Assert.False(begun);
    }

    [Fact]
    public async Task What_goes_wrong_belongs_to_whoever_asked_and_the_next_is_served()
    {
        await using var worker = new ImagingWorker(_memory);
        for (var round = 0; round < 3; round++)
            await Assert.ThrowsAsync<NotSupportedException>(async () => await worker.RunAsync<bool>(1, _ => throw new NotSupportedException(), Token));

        Assert.True((await worker.RunAsync<bool>(1, _ => true, Token)).TryGet(out var done, out _) && done);
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task Work_that_is_under_way_is_told_that_nobody_wants_it()
    {
        await using var worker = new ImagingWorker(_memory);
        using var leaving = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var asked = worker.RunAsync<bool>(500, ending =>
        {
            begun.SetResult();
            ending.WaitHandle.WaitOne();
            ending.ThrowIfCancellationRequested();
            return true;
        }, leaving.Token).AsTask();
        await begun.Task.WaitAsync(Token);
        Assert.Equal(500, _memory.Used);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task A_stop_ends_what_is_computed_and_refuses_what_comes()
    {
        var worker = new ImagingWorker(_memory);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = worker.RunAsync<bool>(1, ending =>
        {
            begun.SetResult();
            ending.WaitHandle.WaitOne();
            ending.ThrowIfCancellationRequested();
            return true;
        }, Token).AsTask();
        await begun.Task.WaitAsync(Token);

        await worker.DisposeAsync();

        Assert.Equal(FailureKind.Draining, (await asked).Failure?.Kind);
        Assert.Equal(FailureKind.Draining, (await worker.RunAsync<bool>(1, _ => true, Token)).Failure?.Kind);
        Assert.Equal(0, _memory.Used);
    }
}

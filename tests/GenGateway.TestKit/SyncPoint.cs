namespace GenGateway.TestKit;

/// <summary>A place where one side waits until the other side lets it go on; either side may come first. Thread-safe, one use.</summary>
public sealed class SyncPoint
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody has come to the point.</summary>
    public Task ReachedAsync(CancellationToken cancellationToken) => reached.Task.WaitAsync(cancellationToken);

    /// <summary>Lets whoever waits, or comes later, go on.</summary>
    public void Release() => released.TrySetResult();

    /// <summary>Says that the point is reached and waits for the release.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        reached.TrySetResult();
        await released.Task.WaitAsync(cancellationToken);
    }
}

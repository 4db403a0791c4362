namespace GenGateway.TestKit;

/// <summary>Wakes those who wait for something to come about. Thread-safe.</summary>
internal sealed class Changes
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    private TaskCompletionSource changed = New();

    /// <summary>Something is different from now on.</summary>
    public void Fire() => Interlocked.Exchange(ref changed, New()).SetResult();

    /// <summary>Waits until it is as asked; after 15 s a <see cref="TimeoutException"/> says what was there instead.</summary>
    public async Task UntilAsync(Func<bool> reached, string what, Func<string> found, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Bound);
        while (true)
        {
            var next = Volatile.Read(ref changed).Task;
            if (reached())
                return;
            try
            {
                await next.WaitAsync(bound.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"Within {Bound.TotalSeconds} s this did not come about: {what}. There were {found()}.");
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

namespace GenGateway.TestKit;

/// <summary>
/// The steps of a fake's denoising, under the hand of a test. Unless they are held, a run goes through all of them at once. A held step ends when the test
/// lets it, or when the run is interrupted or skipped. Thread-safe.
/// </summary>
public sealed class FakeSteps
{
    private readonly Lock gate = new();
    private TaskCompletionSource changed = New();
    private int? leave;
    private int? current;

    /// <summary>No step ends from now on.</summary>
    public void Hold() => Change(() => leave = 0);

    /// <summary>So many more steps may end.</summary>
    public void Advance(int steps = 1) => Change(() => leave = (leave ?? 0) + steps);

    /// <summary>All may end, and nothing is held any longer.</summary>
    public void Release() => Change(() => leave = null);

    /// <summary>Waits until a run is in this step, from 0.</summary>
    public async Task ReachedAsync(int step, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (current == step)
                    return;
                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Goes through one step.</summary>
    internal async Task PassAsync(int step, Func<bool> stops, CancellationToken cancellationToken)
    {
        Change(() => current = step);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (leave is null || stops())
                    return;
                if (leave > 0)
                {
                    leave--;
                    return;
                }

                next = changed.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>No run is in any step.</summary>
    internal void End() => Change(() => current = null);

    /// <summary>Lets held steps look again whether they are to stop.</summary>
    internal void Wake() => Change(() => { });

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
            var before = changed;
            changed = New();
            before.SetResult();
        }
    }
}

namespace GenGateway.Load.Drive;

/// <summary>A plan that is driven again and again on a thread of its own: its loop waits in epoll, not in the pool.</summary>
internal static class DriveLoop
{
    /// <summary>Drives until cancelled; the task ends when the last round has.</summary>
    /// <param name="plan">One round.</param>
    /// <param name="result">Is given each round's result on the loop's thread; what it throws ends the loop and fails the task.</param>
    /// <param name="cancellationToken">No further round begins.</param>
    public static Task RunAsync(DrivePlan plan, Action<DriveResult> result, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                while (!cancellationToken.IsCancellationRequested)
                    result(Driver.Run(plan));
                done.SetResult();
            }
            catch (Exception thrown)
            {
                done.SetException(thrown);
            }
        })
        { IsBackground = true }.Start();
        return done.Task;
    }
}

namespace GenGateway.Server;

/// <summary>Stops in order: refuse newcomers, let what travels finish within the drain time, then stop it.</summary>
/// <remarks>Runs before the host stops anything, so that probes and refusals are still answered meanwhile.</remarks>
internal sealed class Drain(GatewayParts parts, TimeSpan timeout) : IHostedLifecycleService
{
    // After the stop token fired: time for the last error events to go out.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>The longest a stop can take here.</summary>
    public static TimeSpan Longest(TimeSpan timeout) => timeout + (2 * Farewell);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var empty = parts.Gate.DrainAsync();
        if (await EndedAsync(empty, timeout))
            return;
        await parts.Stopping.CancelAsync();
        await EndedAsync(empty, Farewell);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> EndedAsync(Task empty, TimeSpan within)
    {
        try
        {
            await empty.WaitAsync(within, parts.Clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

using GenGateway.Server.Http;

namespace GenGateway.Server;

/// <summary>Stops in order: refuse newcomers, let what travels finish within the drain time, then stop it; then close whatever connection is left.</summary>
/// <remarks>Runs before the host stops anything, so that probes and refusals are still answered meanwhile.</remarks>
internal sealed class Drain(GatewayParts parts, OpenLinks links, TimeSpan timeout) : IHostedLifecycleService, IDisposable
{
    // Once for the last error events after the stop token fired, once for the last bytes of answers that are written already.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    // What is left to the host, once nobody travels and the connections are gone: the records are brought to the database.
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(10);

    private ITimer? _abort;

    /// <summary>The longest a stop can take here.</summary>
    public static TimeSpan Longest(TimeSpan timeout) => timeout + (2 * Farewell) + Closing;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var empty = parts.Gate.DrainAsync();
        if (!await EndedAsync(empty, timeout))
        {
            await parts.Stopping.CancelAsync();
            await EndedAsync(empty, Farewell);
        }

        // Half a request, or a client that does not read, would hold the host as long as it lets anything hold it.
        _abort = parts.Clock.CreateTimer(static links => ((OpenLinks)links!).AbortAll(), links, Farewell, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _abort?.Dispose();

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

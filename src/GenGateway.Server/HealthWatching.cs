using GenGateway.Health;

namespace GenGateway.Server;

/// <summary>Runs the probes: looks again and again which are due. On a stop, those under way end first.</summary>
internal sealed class HealthWatching(ProbeLoop probes, TimeProvider clock, ILogger<HealthWatching> logger) : BackgroundService
{
    // Half of the shortest interval, so that none is late by more than that.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var guard = new RoundGuard("looking which health probes are due", logger);
        using var steps = new PeriodicTimer(Step, clock);
        try
        {
            do
                await guard.TryAsync(BeginAsync, stoppingToken);
            while (await steps.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }

        await probes.EndAsync();
    }

    private Task BeginAsync(CancellationToken stoppingToken)
    {
        probes.Begin(stoppingToken);
        return Task.CompletedTask;
    }
}

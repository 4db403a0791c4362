using GenGateway.Health;

namespace GenGateway.Server;

/// <summary>Runs the probes: looks again and again which are due. On a stop, those under way end first.</summary>
internal sealed partial class HealthWatching(ProbeLoop probes, TimeProvider clock, ILogger<HealthWatching> logger) : BackgroundService
{
    // Half of the shortest interval, so that none is late by more than that.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var steps = new PeriodicTimer(Step, clock);
        try
        {
            do
                Begin(stoppingToken);
            while (await steps.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }

        await probes.EndAsync();
    }

    // Whatever goes wrong in one look, the next one comes.
    private void Begin(CancellationToken stoppingToken)
    {
        try
        {
            probes.Begin(stoppingToken);
        }
        catch (Exception thrown)
        {
            Log.Broke(logger, thrown);
        }
    }

    // Event ids 1040–1049 are this one's.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1040, Level = LogLevel.Error, Message = "the health probes failed, by a defect of the gateway; they go on")]
        public static partial void Broke(ILogger logger, Exception cause);
    }
}

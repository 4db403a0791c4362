namespace GenGateway.Server;

/// <summary>Gives back what only the start needed (the texts and trees of the configuration, above all), once nobody waits for the start any more.</summary>
/// <remarks>The heap would keep it until traffic fills the first generation. With traffic that has happened by itself, and nobody is stopped for it here.</remarks>
internal sealed class StartGarbage(TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var collections = GC.CollectionCount(0);
        try
        {
            await Task.Delay(AfterStart, clock, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (GC.CollectionCount(0) == collections)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}

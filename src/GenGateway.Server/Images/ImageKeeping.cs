using GenGateway.Storage.Images;

namespace GenGateway.Server.Images;

/// <summary>Looks again and again for pictures that are too old or too many, from the start on; a stop deletes what was not finished.</summary>
internal sealed partial class ImageKeeping(LocalImageStore store, ILogger<ImageKeeping> logger, TimeProvider clock) : BackgroundService
{
    // How soon a changed interval counts.
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(10);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            store.Incoming.Empty();
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            Log.Left(logger, thrown, store.Incoming.Path);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var guard = new RoundGuard("cleaning the folder of pictures", logger);
        try
        {
            while (true)
            {
                var begun = clock.GetTimestamp();
                await guard.TryAsync(CleanAsync, stoppingToken);
                while (store.Settings.Cleanup.Interval - clock.GetElapsedTime(begun) is { Ticks: > 0 } left)
                    await Task.Delay(left < LongestStep ? left : LongestStep, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private Task CleanAsync(CancellationToken stoppingToken)
    {
        var cleaned = store.Clean(stoppingToken);
        if (cleaned.Count > 0)
            Log.Cleaned(logger, cleaned.Count, cleaned.Bytes);
        return Task.CompletedTask;
    }

    // Event ids 1080–1089 are the pictures'.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1080, Level = LogLevel.Information, Message = "deleted {Count} pictures ({Bytes} bytes) that storage.cleanup lets go")]
        public static partial void Cleaned(ILogger logger, int count, long bytes);

        [LoggerMessage(EventId = 1081, Level = LogLevel.Warning, Message = "what was not finished stays in {Folder}; a later start deletes it")]
        public static partial void Left(ILogger logger, Exception cause, string folder);
    }
}

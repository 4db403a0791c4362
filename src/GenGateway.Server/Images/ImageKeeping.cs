using GenGateway.Recording;
using GenGateway.Scheduling.Jobs;
using GenGateway.Storage.Images;

namespace GenGateway.Server.Images;

/// <summary>Looks again and again for pictures that are too old or too many, from the start on; a stop deletes what was not finished.</summary>
/// <param name="store">The pictures.</param>
/// <param name="jobs">The jobs, whose pictures stay as long as they; null: there are none.</param>
/// <param name="logger">Hears what was deleted.</param>
/// <param name="clock">The only clock.</param>
internal sealed partial class ImageKeeping(LocalImageStore store, IJobStore? jobs, ILogger<ImageKeeping> logger, TimeProvider clock) : BackgroundService
{
    // What the image routes' surfaces are called. Ten links are shorter than this, and pictures in an answer itself are nobody's files.
    private const string Surfaces = "openai.images";
    private const int LongestAnswer = 64 << 10;

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

    private async Task CleanAsync(CancellationToken stoppingToken)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> kept = [];
        if (jobs is not null && store.Settings.Cleanup.Enabled)
        {
            try
            {
                kept = await jobs.ListResultsAsync(Surfaces, LongestAnswer, clock.GetUtcNow(), stoppingToken);
            }
            catch (StoreUnavailableException thrown)
            {
                // Deleted is deleted: the next round may know whose they are.
                Log.NotCleaned(logger, thrown);
                return;
            }
        }

        var cleaned = store.Clean(kept, stoppingToken);
        if (cleaned.Count > 0)
            Log.Cleaned(logger, cleaned.Count, cleaned.Bytes);
    }

    // Event ids 1080–1089 are the pictures'.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1080, Level = LogLevel.Information, Message = "deleted {Count} pictures ({Bytes} bytes) that storage.cleanup lets go")]
        public static partial void Cleaned(ILogger logger, int count, long bytes);

        [LoggerMessage(EventId = 1082, Level = LogLevel.Warning, Message = "no pictures are cleaned this time: the database does not tell which of them belong to jobs")]
        public static partial void NotCleaned(ILogger logger, Exception cause);

        [LoggerMessage(EventId = 1081, Level = LogLevel.Warning, Message = "what was not finished stays in {Folder}; a later start deletes it")]
        public static partial void Left(ILogger logger, Exception cause, string folder);
    }
}

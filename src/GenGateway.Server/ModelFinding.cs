using GenGateway.Backends.Http;

namespace GenGateway.Server;

/// <summary>Runs the finder: a first round while the server starts, so that the first request finds its model, then whenever a list is due.</summary>
internal sealed class ModelFinding(ModelFinder finder, ILogger<ModelFinding> logger, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    // Backends that do not answer must not keep the others from being served.
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(_first.Task, Task.Delay(LongestStart, clock, cancellationToken));
    }

    public override void Dispose()
    {
        base.Dispose();
        finder.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var guard = new RoundGuard("the search for the backends' models", logger);
        try
        {
            while (true)
            {
                var next = TimeSpan.Zero;
                var done = await guard.TryAsync(async stopping => next = await finder.RoundAsync(stopping), stoppingToken);
                _first.TrySetResult();
                if (done)
                    await finder.WaitAsync(next, stoppingToken);
                else
                    await Task.Delay(AfterFailure, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops, or did not come to start.
        }
        finally
        {
            _first.TrySetResult();
        }
    }
}

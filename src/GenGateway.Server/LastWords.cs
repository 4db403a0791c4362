namespace GenGateway.Server;

/// <summary>Says that the server stops, and when it has: without that a log cannot tell an ordered stop from a death.</summary>
/// <remarks>Registered right behind the log, so that its last word comes after everybody else's and is still written.</remarks>
internal sealed partial class LastWords(ILogger<LastWords> logger) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Log.Stopping(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Log.Stopped(logger);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(EventId = 1006, Level = LogLevel.Information, Message = "stopping: new requests are refused, running ones may finish")]
        public static partial void Stopping(ILogger logger);

        [LoggerMessage(EventId = 1007, Level = LogLevel.Information, Message = "stopped")]
        public static partial void Stopped(ILogger logger);
    }
}

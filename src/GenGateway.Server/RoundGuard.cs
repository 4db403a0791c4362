namespace GenGateway.Server;

/// <summary>Keeps a loop in the background alive: whatever one round throws is logged, once until a round succeeds again, and the next one comes.</summary>
/// <remarks>One loop, one guard.</remarks>
/// <param name="what">What the loop does, for the log.</param>
/// <param name="logger">Hears when it begins to fail, and when it no longer does.</param>
internal sealed partial class RoundGuard(string what, ILogger logger)
{
    private bool _failing;

    /// <summary>Runs a round.</summary>
    /// <returns>False: it failed.</returns>
    /// <exception cref="OperationCanceledException">The loop is to stop.</exception>
    public async Task<bool> TryAsync(Func<CancellationToken, Task> round, CancellationToken stopping)
    {
        try
        {
            await round(stopping);
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            if (!_failing)
                Log.Failed(logger, thrown, what);
            _failing = true;
            return false;
        }

        if (_failing)
            Log.Recovered(logger, what);
        _failing = false;
        return true;
    }

    // Event ids 1040–1049 are this one's.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1040, Level = LogLevel.Error, Message = "{What} failed; it is tried again")]
        public static partial void Failed(ILogger logger, Exception cause, string what);

        [LoggerMessage(EventId = 1041, Level = LogLevel.Information, Message = "{What} works again")]
        public static partial void Recovered(ILogger logger, string what);
    }
}

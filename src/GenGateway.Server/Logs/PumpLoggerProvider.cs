namespace GenGateway.Server.Logs;

/// <summary>Brings the framework's and the stages' loggers to the pump.</summary>
internal sealed class PumpLoggerProvider(LogPump pump, TimeProvider clock) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new PumpLogger(pump, categoryName, clock);

    public void Dispose()
    {
        // The pump belongs to the host.
    }
}

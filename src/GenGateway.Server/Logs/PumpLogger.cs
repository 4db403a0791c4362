namespace GenGateway.Server.Logs;

/// <summary>A logger whose lines go to the pump, as far as its category's level lets them.</summary>
internal sealed class PumpLogger(LogPump pump, string source, TimeProvider clock) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => pump.IsEnabled(source, logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            pump.Write(new MessageEntry(clock.GetUtcNow(), logLevel, source, formatter(state, exception), exception));
    }
}

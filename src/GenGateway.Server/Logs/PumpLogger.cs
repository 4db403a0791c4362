namespace GenGateway.Server.Logs;

/// <summary>A logger whose lines go to the pump. The framework's own chatter below warnings is left out.</summary>
internal sealed class PumpLogger(LogPump pump, string source, TimeProvider clock) : ILogger
{
    private readonly bool _foreign = !source.StartsWith("GenGateway", StringComparison.Ordinal);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => pump.IsEnabled(logLevel) && (!_foreign || logLevel >= LogLevel.Warning);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            pump.Write(new MessageEntry(clock.GetUtcNow(), logLevel, source, formatter(state, exception), exception));
    }
}

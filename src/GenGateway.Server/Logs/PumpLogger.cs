namespace GenGateway.Server.Logs;

/// <summary>A logger whose lines go to the pump, as far as its category's level lets them.</summary>
internal sealed class PumpLogger(LogPump pump, string source, TimeProvider clock) : ILogger
{
    // The host's words for a start that failed, with its stack; the program tells the same in one sentence.
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int StartFailed = 11;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => pump.IsEnabled(source, logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && !(eventId.Id == StartFailed && source == Host))
            pump.Write(new MessageEntry(clock.GetUtcNow(), logLevel, source, formatter(state, exception), exception));
    }
}

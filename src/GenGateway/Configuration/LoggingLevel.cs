namespace GenGateway.Configuration;

/// <summary>The levels of the log, from the most words to the fewest.</summary>
public enum LoggingLevel
{
    Trace,
    Debug,
    Info,
    Warn,
    Error,

    /// <summary>Nothing is written.</summary>
    Off,
}

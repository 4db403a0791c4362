namespace GenGateway.Configuration;

/// <summary>How a line of the log looks.</summary>
public enum LoggingFormat
{
    /// <summary>One JSON object per line.</summary>
    Json,

    /// <summary>For people.</summary>
    Pretty,
}

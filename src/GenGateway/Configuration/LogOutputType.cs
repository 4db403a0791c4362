namespace GenGateway.Configuration;

/// <summary>Where the log goes.</summary>
public enum LogOutputType
{
    Stdout,
    File,
}

namespace GenGateway.Configuration;

/// <summary>An entry of <c>logging.output</c>.</summary>
/// <param name="Type">Standard output, or a file.</param>
/// <param name="Path">The file, relative to the working directory; null for standard output.</param>
/// <param name="MaxBytes">A file that would grow beyond this many bytes is put aside and a new one begun.</param>
/// <param name="MaxFiles">How many files there are at most, the current one counted.</param>
public sealed record LogOutputConfig(LogOutputType Type, string? Path, long MaxBytes, int MaxFiles);

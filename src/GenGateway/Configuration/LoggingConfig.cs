namespace GenGateway.Configuration;

/// <summary>Section <c>logging</c>.</summary>
/// <param name="Level">The least level that is written.</param>
/// <param name="Format">How a line looks.</param>
public sealed record LoggingConfig(LoggingLevel Level, LoggingFormat Format);

namespace GenGateway.Configuration;

/// <summary>Section <c>logging</c>, and <c>RUST_LOG</c>.</summary>
/// <param name="Level">The least level that is written.</param>
/// <param name="Format">How a line looks.</param>
/// <param name="Targets">Other levels for categories: by the category's name or the beginning of it up to a dot; the longest that fits counts.</param>
/// <param name="Outputs">Where lines go; never empty.</param>
public sealed record LoggingConfig(
    LoggingLevel Level,
    LoggingFormat Format,
    IReadOnlyDictionary<string, LoggingLevel> Targets,
    IReadOnlyList<LogOutputConfig> Outputs)
{
    /// <summary>Other levels for categories: by the category's name or the beginning of it up to a dot; the longest that fits counts.</summary>
    public IReadOnlyDictionary<string, LoggingLevel> Targets { get; init => field = ValueMap.Of(value); } = ValueMap.Of(Targets);

    /// <summary>Where lines go; never empty.</summary>
    public IReadOnlyList<LogOutputConfig> Outputs { get; init => field = ValueList.Of(value); } = ValueList.Of(Outputs);
}

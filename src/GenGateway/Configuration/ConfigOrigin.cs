namespace GenGateway.Configuration;

/// <summary>Where a setting was written: a file with line and column, an environment variable, a command-line option.</summary>
/// <param name="Source">The file (relative to the working directory where it lies below it), or words that name the variable or option.</param>
/// <param name="Line">The line from 1, or 0 where the source has no lines.</param>
/// <param name="Column">The column from 1, or 0 where the source has none.</param>
public readonly record struct ConfigOrigin(string Source, int Line = 0, int Column = 0)
{
    /// <summary>Whether it stands in no configuration file: in the environment, in <c>.env</c>, or on the command line.</summary>
    public bool IsEnvironment => Source is { } source && (source == ".env" || source.StartsWith("environment variable ", StringComparison.Ordinal) || source.StartsWith("command line", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => (Line, Column) switch
    {
        (0, _) => Source,
        (_, 0) => $"{Source}:{Line}",
        _ => $"{Source}:{Line}:{Column}",
    };
}

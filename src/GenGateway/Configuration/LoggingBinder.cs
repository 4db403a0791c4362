namespace GenGateway.Configuration;

/// <summary>Section <c>logging</c>.</summary>
internal static class LoggingBinder
{
    private const long BytesInMb = 1024 * 1024;

    public static LoggingConfig Bind(SectionBinder logging, IReadOnlyDictionary<string, LoggingLevel> targets)
    {
        var level = logging.Choice("level", LoggingLevel.Info, Levels);
        var format = logging.Choice("format", LoggingFormat.Json, ("json", LoggingFormat.Json), ("pretty", LoggingFormat.Pretty));
        var outputs = logging.SectionItems("output").Select(Output).ToList();
        if (outputs.Count == 0) outputs.Add(new LogOutputConfig(LogOutputType.Stdout, null, 100 * BytesInMb, 5));
        return new LoggingConfig(level, format, ValueMap.Of(targets), ValueList.Of(outputs));
    }

    /// <summary>The levels' words.</summary>
    public static (string Word, LoggingLevel Value)[] Levels { get; } =
    [
        ("trace", LoggingLevel.Trace),
        ("debug", LoggingLevel.Debug),
        ("info", LoggingLevel.Info),
        ("warn", LoggingLevel.Warn),
        ("error", LoggingLevel.Error),
        ("off", LoggingLevel.Off),
    ];

    private static LogOutputConfig Output(SectionBinder output)
    {
        var type = output.Choice("type", LogOutputType.Stdout, ("stdout", LogOutputType.Stdout), ("file", LogOutputType.File));
        var path = output.TextOrNull("path");
        var rotation = output.Section("rotation");
        var bytes = rotation.Number("max_size_mb", 100L, 1, 1024 * 1024) * BytesInMb;
        var files = rotation.Number("max_files", 5, 1, 1000);
        if (type == LogOutputType.File && path is null) output.Error("path", "needed with type: file");
        return new LogOutputConfig(type, type == LogOutputType.File ? path : null, bytes, files);
    }
}

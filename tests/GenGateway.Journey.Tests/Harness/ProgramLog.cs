using System.Text.Json;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>Every line that the program wrote. Written by the process's readers, read by the test.</summary>
public sealed class ProgramLog
{
    private readonly Lock gate = new();
    private readonly List<string> output = [];
    private readonly List<string> errors = [];

    public IReadOnlyList<string> Output
    {
        get
        {
            lock (gate)
                return [.. output];
        }
    }

    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (gate)
                return [.. errors];
        }
    }

    /// <summary>Both streams, for messages and for searching.</summary>
    public string Text => string.Join('\n', [.. Output, .. Errors]);

    public void AddOutput(string line)
    {
        lock (gate)
            output.Add(line);
    }

    public void AddError(string line)
    {
        lock (gate)
            errors.Add(line);
    }

    /// <summary>Lines of level error or worse, and whatever went to stderr, behind the given number of lines.</summary>
    public IReadOnlyList<string> UnexpectedErrors(int outputLines = 0, int errorLines = 0) =>
        [.. Output.Skip(outputLines).Where(IsError), .. Errors.Skip(errorLines).Where(line => !string.IsNullOrWhiteSpace(line))];

    private static bool IsError(string line)
    {
        if (!line.StartsWith('{'))
            return line.Contains("Unhandled exception", StringComparison.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.TryGetProperty("level", out var level)
                && level.GetString()?.ToLowerInvariant() is "error" or "critical" or "fatal";
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

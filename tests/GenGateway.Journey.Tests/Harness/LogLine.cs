using System.Text.Json;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>A line of the program's log.</summary>
public static class LogLine
{
    public static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}

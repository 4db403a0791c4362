using System.Text.Json;

namespace GenGateway.Backends.Anthropic;

/// <summary>Texts that must be JSON objects for Anthropic.</summary>
internal static class ObjectText
{
    /// <summary>Whether a text is a JSON object.</summary>
    public static bool Is(string text)
    {
        if (text.Length == 0)
            return false;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A tool's schema: an object that says it is of an object; what the client left out is added, all else stays as it was written.</summary>
    public static string Schema(string? written)
    {
        const string none = """{"type":"object","properties":{}}""";
        if (written is null || !Is(written))
            return none;
        using var document = JsonDocument.Parse(written);
        if (document.RootElement.TryGetProperty("type", out _))
            return written;
        var rest = written.TrimStart()[1..].TrimStart();
        return rest.StartsWith('}') ? """{"type":"object"}""" : $$"""{"type":"object",{{rest}}""";
    }
}

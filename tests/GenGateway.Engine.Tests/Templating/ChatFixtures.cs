using System.Numerics;
using System.Text.Json;

namespace GenGateway.Engine.Tests.Templating;

/// <summary>The recorded templates and cases, and JSON as the values that templates take.</summary>
internal static class ChatFixtures
{
    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "chat-templates", name));

    public static IReadOnlyDictionary<string, object?> Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return (IReadOnlyDictionary<string, object?>)Value(document.RootElement)!;
    }

    public static IEnumerable<IReadOnlyDictionary<string, object?>> Lines(string name) =>
        Read(name).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Json);

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(property => property.Name, property => Value(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => Number(element),
    };

    private static object Number(JsonElement element)
    {
        if (element.TryGetInt64(out var number)) return number;
        var text = element.GetRawText();
        return text.All(c => char.IsAsciiDigit(c) || c == '-') ? BigInteger.Parse(text, null) : element.GetDouble();
    }
}

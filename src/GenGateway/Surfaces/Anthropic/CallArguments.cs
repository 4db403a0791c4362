using System.Text;
using System.Text.Json;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>The arguments of a call, which Anthropic's answers hold as an object.</summary>
internal static class CallArguments
{
    private const int MaxDepth = 64;

    /// <summary>Whether nothing can follow: a whole JSON value, or nothing at all, which stands for no arguments.</summary>
    public static bool IsWhole(StringBuilder arguments) => KindOf(arguments.ToString()) is not null;

    /// <summary>The object, or null where the model wrote something else.</summary>
    public static string? ObjectOf(StringBuilder arguments)
    {
        var text = arguments.ToString();
        if (string.IsNullOrWhiteSpace(text))
            return "{}";
        return KindOf(text) == JsonValueKind.Object ? text : null;
    }

    private static JsonValueKind? KindOf(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return JsonValueKind.Undefined;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind;
        }
        catch (Exception thrown) when (thrown is JsonException or ArgumentException)
        {
            // The latter at half a character.
            return null;
        }
    }
}

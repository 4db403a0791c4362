using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>What becomes of OpenAI's fields that no task carries: some change nothing here, the others are named to the client.</summary>
internal static class FieldRules
{
    // They concern OpenAI's own accounting, storage and caches; the text is the same without them.
    private static readonly string[] Harmless =
    [
        "user", "metadata", "store", "service_tier", "safety_identifier",
        "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options",
    ];

    private static readonly FieldRule[] Chat =
    [
        Array("functions", IsEmpty),
        new("function_call", "a string or an object", IsTextOrObject, AsksForNoTool),
        Array("modalities", static value => value.EnumerateArray().All(static item => IsText(item, "text"))),
        Object("audio"),
        Object("prediction"),
        Object("web_search_options"),
        Text("verbosity", "medium"),
    ];

    private static readonly FieldRule[] Completion =
    [
        Integer("best_of", 1, int.MaxValue, static number => number == 1),
    ];

    public static void ApplyToChat(Fields fields, Drops drops) => Apply(Chat, fields, drops);

    public static void ApplyToCompletion(Fields fields, Drops drops) => Apply(Completion, fields, drops);

    private static void Apply(FieldRule[] rules, Fields fields, Drops drops)
    {
        foreach (var rule in rules)
            rule.Apply(fields, drops);
        foreach (var name in Harmless)
            fields.Any(name);
        drops.Add(fields.Rest());
    }

    private static FieldRule Array(string name, Func<JsonElement, bool> isDefault) =>
        new(name, "an array", static value => value.ValueKind == JsonValueKind.Array, isDefault);

    private static FieldRule Object(string name) =>
        new(name, "an object", static value => value.ValueKind == JsonValueKind.Object, static _ => false);

    private static FieldRule Text(string name, string standard) =>
        new(name, "a string", static value => value.ValueKind == JsonValueKind.String, value => IsText(value, standard));

    private static FieldRule Integer(string name, int least, int most, Func<long, bool> isDefault) => new(
        name,
        $"an integer between {least} and {most}",
        value => Numbers.TryInteger(value, out var number) && number >= least && number <= most,
        value => Numbers.TryInteger(value, out var number) && isDefault(number));

    private static bool IsEmpty(JsonElement array) => array.GetArrayLength() == 0;

    private static bool IsTextOrObject(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Object;

    private static bool AsksForNoTool(JsonElement value) => IsText(value, "none") || IsText(value, "auto");

    private static bool IsText(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && JsonText.Of(value) == text;
}

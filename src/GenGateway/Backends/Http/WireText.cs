using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Members of a backend's JSON, without an exception for what is of another kind than expected.</summary>
internal static class WireText
{
    private static readonly JsonElement NoItems = JsonElement.Parse("[]"u8);

    /// <summary>A member of an object, unless it is absent or null.</summary>
    public static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text that is not empty, or null. Never half a character.</summary>
    public static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } value && JsonText.Of(value) is { Length: > 0 } text ? text : null;

    /// <summary>The entries of an array; none where there is no array. No object for whoever goes through them: each event of a stream is asked for arrays that it seldom has.</summary>
    public static JsonElement.ArrayEnumerator Items(JsonElement json, string name) =>
        (Member(json, name) is { ValueKind: JsonValueKind.Array } value ? value : NoItems).EnumerateArray();

    /// <summary>A count of at least 0, or null.</summary>
    public static int? Count(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var count) && count >= 0 ? count : null;
}

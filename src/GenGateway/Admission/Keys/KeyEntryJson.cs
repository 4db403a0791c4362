using System.Buffers;
using System.Text.Json;

namespace GenGateway.Admission.Keys;

/// <summary>A stored key as the object in which it could have been asked for; changes are made to that and read again.</summary>
internal static class KeyEntryJson
{
    /// <summary>The object.</summary>
    public static ReadOnlyMemory<byte> Of(StoredKey key)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("name", key.Name);
            WriteTexts(json, "scopes", key.Scopes);
            WriteTexts(json, "models", key.Models);
            WriteRaw(json, "limits", key.Limits);
            WriteRaw(json, "budget", key.Budget);
            if (key.Expires is { } expires)
                json.WriteString("expires", expires);
            json.WriteBoolean("enabled", key.Enabled);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    /// <summary>The object with the members of another one in place of its own; <c>null</c> takes one away.</summary>
    /// <exception cref="JsonException">The other one is no JSON.</exception>
    /// <exception cref="InvalidOperationException">It is no object, or a name in it is no text.</exception>
    public static ReadOnlyMemory<byte> Merge(ReadOnlyMemory<byte> entry, ReadOnlyMemory<byte> members)
    {
        using var before = JsonDocument.Parse(entry);
        using var changes = JsonDocument.Parse(members);
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var member in before.RootElement.EnumerateObject())
            {
                if (!changes.RootElement.TryGetProperty(member.Name, out _))
                    member.WriteTo(json);
            }

            // A name that stands twice is told by whoever reads the result.
            foreach (var member in changes.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.Null)
                    member.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    /// <summary>A member as text, or null where it is not there, <c>null</c> or empty.</summary>
    public static string? Member(ReadOnlyMemory<byte> entry, string name)
    {
        using var document = JsonDocument.Parse(entry);
        return document.RootElement.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object && member.EnumerateObject().Any() ? member.GetRawText() : null;
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    // What somebody else wrote into the database and is no JSON must fail as such, not pass as part of something else.
    private static void WriteRaw(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
            return;
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }
}

using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Server.Http;

namespace GenGateway.Server.BackendsApi;

/// <summary>A change of a backend: members that replace the entry's own. Immutable.</summary>
internal sealed class BackendPatch
{
    private const string DrainingName = "draining";

    private readonly JsonElement _members;

    private BackendPatch(JsonElement members, bool? draining) => (_members, Draining) = (members, draining);

    /// <summary>Whether it is to be given nothing new; null: as before.</summary>
    public bool? Draining { get; }

    /// <summary>Whether anything but <see cref="Draining"/> changes.</summary>
    public bool ChangesEntry => _members.EnumerateObject().Any(static member => !IsDraining(member));

    /// <summary>Reads a body.</summary>
    public static Outcome<BackendPatch> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.EnumerateObject().Any())
                return new Failure(FailureKind.InvalidValue, "The body must be a JSON object with the members to change, such as {\"enabled\":false}.");
            bool? draining = null;
            foreach (var member in document.RootElement.EnumerateObject())
            {
                // Reading the name finds the one that is no text.
                if (member.Name != DrainingName)
                    continue;
                if (member.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                    return new Failure(FailureKind.InvalidValue, "draining must be true or false.") { Param = "draining" };
                draining = member.Value.GetBoolean();
            }

            return new BackendPatch(document.RootElement.Clone(), draining);
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair in a name.
            return new Failure(FailureKind.InvalidJson, "The body is not valid JSON.") { Cause = thrown };
        }
    }

    /// <summary>The entry with the members replaced.</summary>
    public ReadOnlyMemory<byte> ApplyTo(string entry)
    {
        using var before = JsonDocument.Parse(entry);
        var output = new ArrayBufferWriter<byte>(entry.Length + 256);
        using (var json = JsonOutput.Writer(output))
        {
            json.WriteStartObject();
            foreach (var member in before.RootElement.EnumerateObject().Where(member => !_members.TryGetProperty(member.Name, out _)))
                Write(json, member);
            // A name that stands twice is told by whoever reads the result.
            foreach (var member in _members.EnumerateObject().Where(static member => !IsDraining(member) && member.Value.ValueKind != JsonValueKind.Null))
                Write(json, member);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static bool IsDraining(JsonProperty member) => member.NameEquals(DrainingName);

    private static void Write(Utf8JsonWriter json, JsonProperty member)
    {
        json.WritePropertyName(member.Name);
        json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
    }
}

using System.Text.Json;

namespace GenGateway.Engine.Tokenizing.Loading;

/// <summary>A value of the file and its place, which every complaint names.</summary>
internal readonly record struct JsonNode(JsonElement Value, string Place)
{
    /// <summary>The <c>type</c> of a section.</summary>
    public string Type => Required("type").Text();

    public TokenizerFormatException Fail(string problem) => new(Place, problem);

    /// <summary>A member that may be absent; null for one that is absent or null.</summary>
    public JsonNode? Optional(string name)
    {
        RequireKind(JsonValueKind.Object, "an object");
        return Value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? new JsonNode(member, $"{Place}.{name}")
            : null;
    }

    public JsonNode Required(string name) => Optional(name) ?? throw Fail($"'{name}' is missing");

    public bool Flag(string name, bool? whenAbsent = null) => (Optional(name), whenAbsent) switch
    {
        ({ } node, _) => node.Value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            var kind => throw node.Fail($"must be true or false, not {Name(kind)}"),
        },
        (null, { } value) => value,
        (null, null) => throw Fail($"'{name}' is missing"),
    };

    public string Text()
    {
        RequireKind(JsonValueKind.String, "a text");
        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException cause)
        {
            throw new TokenizerFormatException(Place, "holds an escape of half a character", cause);
        }
    }

    /// <summary>An id: a whole number from 0 to 2,147,483,647.</summary>
    public int Id()
    {
        RequireKind(JsonValueKind.Number, "a whole number");
        return Value.TryGetInt32(out var id) && id >= 0
            ? id
            : throw Fail($"must be a whole number from 0 to {int.MaxValue}, not {Value.GetRawText()}");
    }

    public IEnumerable<JsonNode> Items()
    {
        RequireKind(JsonValueKind.Array, "a list");
        var place = Place;
        return Value.EnumerateArray().Select((item, index) => new JsonNode(item, $"{place}[{index}]"));
    }

    public void RequireKind(JsonValueKind kind, string expected)
    {
        if (Value.ValueKind != kind)
            throw Fail($"must be {expected}, not {Name(Value.ValueKind)}");
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Null => "null",
        JsonValueKind.Undefined => "nothing",
    };
}

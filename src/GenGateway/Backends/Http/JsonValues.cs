using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>The value behind a member's name, where anything may stand: each of these leaves the reader on the value's end, unless it says otherwise.</summary>
internal static class JsonValues
{
    /// <summary>Passes over it.</summary>
    public static void SkipValue(this ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>Goes into an object, and passes over anything else.</summary>
    /// <returns>Whether it is one: then its first member comes next.</returns>
    public static bool TryBeginObject(this ref Utf8JsonReader reader) => reader.TryBegin(JsonTokenType.StartObject);

    /// <inheritdoc cref="TryBeginObject"/>
    public static bool TryBeginArray(this ref Utf8JsonReader reader) => reader.TryBegin(JsonTokenType.StartArray);

    /// <summary>A count of at least 0; null: it is none.</summary>
    public static int? ReadCount(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt32(out var count) && count >= 0 ? count : null;
        reader.Skip();
        return null;
    }

    /// <summary>Where a string stands, its quotes included.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="otherwise">What is told where it is none.</param>
    public static ByteRange ReadPlace(this ref Utf8JsonReader reader, ByteRange otherwise)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return new ByteRange((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
        reader.Skip();
        return otherwise;
    }

    private static bool TryBegin(this ref Utf8JsonReader reader, JsonTokenType wanted)
    {
        reader.Read();
        if (reader.TokenType == wanted)
            return true;
        reader.Skip();
        return false;
    }
}

using System.Text.Json;

namespace GenGateway.Journey;

/// <summary>Compares the names of a JSON document, whatever their escapes: the framework throws at those of lone surrogates.</summary>
public static class JsonName
{
    /// <summary>Whether the reader stands on this name.</summary>
    public static bool Is(this in Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan.SequenceEqual(name);
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

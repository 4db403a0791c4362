using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Finds the model's name in an object of an answer.</summary>
internal static class ModelPlace
{
    /// <summary>The value of <c>model</c> with its quotes; empty where there is none.</summary>
    /// <param name="json">An object, known to be JSON.</param>
    public static ByteRange In(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isModel = reader.Is("model"u8);
            reader.Read();
            if (isModel && reader.TokenType == JsonTokenType.String)
                return new ByteRange((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
            reader.Skip();
        }

        return default;
    }
}

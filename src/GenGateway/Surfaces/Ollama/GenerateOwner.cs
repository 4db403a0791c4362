using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary><c>POST /api/generate</c> has two owners, and a body says whose it is: with a sampler or a scheduler AkashGen's, else with a model Ollama's, else AkashGen's.</summary>
public static class GenerateOwner
{
    /// <summary>Whether the body is Ollama's.</summary>
    /// <returns>Null: nobody can tell, it is no JSON object.</returns>
    public static bool? IsOllamas(ReadOnlyMemory<byte> body)
    {
        if (!JsonGuard.Check(body).TryGet(out var bytes, out _))
            return null;
        try
        {
            var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = JsonGuard.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            var (isAkashs, hasModel) = (false, false);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                isAkashs |= reader.Is("sampler"u8) || reader.Is("scheduler"u8);
                hasModel |= reader.Is("model"u8);
                reader.Read();
                reader.Skip();
            }

            while (reader.Read())
            {
            }

            return !isAkashs && hasModel;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

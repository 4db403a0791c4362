using System.Text.Json;

namespace GenGateway.Backends.Http;

/// <summary>Writes what clients sent, which may be long, in pieces.</summary>
/// <remarks>
/// In one piece the writer makes room for the worst at once: three bytes for each character, and twelve more where only one of them is to be escaped, from a pool that
/// keeps them. A text of 20 MB with line breaks took 330 MB so.
/// </remarks>
internal static class LongText
{
    private const int Piece = 16 << 10;

    extension(Utf8JsonWriter json)
    {
        /// <summary>Writes a member whose value is a text.</summary>
        public void WriteText(string name, string? text)
        {
            if (text is null || text.Length <= Piece)
            {
                json.WriteString(name, text);
                return;
            }

            json.WritePropertyName(name);
            json.WriteTextValue(text);
        }

        /// <summary>Writes a text as a value.</summary>
        public void WriteTextValue(string? text)
        {
            if (text is null || text.Length <= Piece)
            {
                json.WriteStringValue(text);
                return;
            }

            // A pair of surrogates that is cut apart the writer puts together again.
            for (var at = 0; at < text.Length; at += Piece)
                json.WriteStringValueSegment(text.AsSpan(at, Math.Min(Piece, text.Length - at)), isFinalSegment: text.Length - at <= Piece);
        }
    }
}

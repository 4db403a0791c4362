using System.Buffers;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>The routes about tokens: vLLM's <c>/tokenize</c> and <c>/detokenize</c>, llama.cpp's <c>/apply-template</c>. Thread safe.</summary>
/// <param name="route">Which of them, without the slash.</param>
public sealed class TokenSurface(string route)
{
    public const string Tokenize = "tokenize";
    public const string Detokenize = "detokenize";
    public const string ApplyTemplate = "apply-template";

    private static readonly PeekRules Rules = new("prompt");

    /// <summary>Which route it is, without the slash.</summary>
    public string Route => route;

    /// <summary>Looks into a body: what routing needs, and where the model's name stands.</summary>
    /// <returns>The body without a byte order mark, and what was seen of it; or what is wrong with it.</returns>
    public static Outcome<(ReadOnlyMemory<byte> Body, Peeked Peeked)> Peek(ReadOnlyMemory<byte> body)
    {
        if (!JsonGuard.Check(body).TryGet(out var bytes, out var failure))
            return failure;
        return BodyPeek.Read(bytes.Span, Rules).TryGet(out var peeked, out failure) ? (bytes, peeked) : failure;
    }

    /// <summary>Reads a body for whoever answers it here.</summary>
    public Outcome<TokenQuery> Decode(ReadOnlyMemory<byte> body) => TokenBody.Read(body, route);

    /// <summary>Writes an answer.</summary>
    public static void Write(TokenAnswer answer, IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        if (answer.Tokens is { } tokens)
        {
            json.WriteNumber("count", tokens.Count);
            json.WriteNumber("max_model_len", answer.ContextLength);
            json.WriteStartArray("tokens");
            foreach (var token in tokens)
                json.WriteNumberValue(token);
            json.WriteEndArray();
            json.WritePropertyName("token_strs");
            if (answer.Strings is { } strings)
            {
                json.WriteStartArray();
                foreach (var text in strings)
                    json.WriteStringValue(text);
                json.WriteEndArray();
            }
            else
            {
                json.WriteNullValue();
            }
        }
        else
        {
            json.WriteString("prompt", answer.Text);
        }

        json.WriteEndObject();
    }

    /// <summary>Whether a body asks for the tokens' own texts.</summary>
    public static bool WantsStrings(ReadOnlyMemory<byte> body) => TokenBody.WantsStrings(body);
}

using System.Text;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit.OpenAi;

/// <summary>How probable each piece of an answer was, in the shapes of chat and of completions.</summary>
internal static class OpenAiLogprobs
{
    private const double Usual = -0.25;

    /// <summary>Whether the request asks for them.</summary>
    public static bool Wanted(OpenAiCall call) => call.IsChat ? Json.IsTrue(call.Body, "logprobs") : Json.Number(call.Body, "logprobs") is not null;

    public static JsonObject Of(OpenAiCall call, IReadOnlyList<string> pieces, int offset) => call.IsChat ? Chat(call, pieces) : Completion(call, pieces, offset);

    private static JsonObject Chat(OpenAiCall call, IReadOnlyList<string> pieces) => new()
    {
        ["content"] = new JsonArray([.. pieces.Select(piece =>
        {
            var token = Token(piece, Usual);
            token["top_logprobs"] = new JsonArray([.. Alternatives(piece, Json.Number(call.Body, "top_logprobs") ?? 0).Select(other => (JsonNode)Token(other.Piece, other.Logprob))]);
            return (JsonNode)token;
        })]),
        ["refusal"] = null,
    };

    private static JsonObject Completion(OpenAiCall call, IReadOnlyList<string> pieces, int offset)
    {
        var offsets = new JsonArray();
        foreach (var piece in pieces)
        {
            offsets.Add((JsonNode)offset);
            offset += piece.Length;
        }

        return new JsonObject
        {
            ["text_offset"] = offsets,
            ["token_logprobs"] = new JsonArray([.. pieces.Select(_ => (JsonNode)Usual)]),
            ["tokens"] = new JsonArray([.. pieces.Select(piece => (JsonNode)piece)]),
            ["top_logprobs"] = new JsonArray([.. pieces.Select(piece =>
            {
                var top = new JsonObject();
                foreach (var (other, logprob) in Alternatives(piece, Json.Number(call.Body, "logprobs") ?? 0))
                    top[other] = logprob;
                return (JsonNode)top;
            })]),
        };
    }

    /// <summary>The piece itself, then pieces that would have been less likely.</summary>
    private static IEnumerable<(string Piece, double Logprob)> Alternatives(string piece, int count) =>
        Enumerable.Range(0, count).Select(i => (i == 0 ? piece : $"{piece}~{i}", Usual - i));

    private static JsonObject Token(string piece, double logprob) => new()
    {
        ["token"] = piece,
        ["logprob"] = logprob,
        ["bytes"] = new JsonArray([.. Encoding.UTF8.GetBytes(piece).Select(value => (JsonNode)(int)value)]),
    };
}

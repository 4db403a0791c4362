using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit.OpenAi;

/// <summary>A request for embeddings: its inputs as tokens, and the vectors that answer it.</summary>
internal sealed class OpenAiEmbeddings
{
    private readonly JsonObject body;
    private readonly IReadOnlyList<IReadOnlyList<int>> inputs;

    private OpenAiEmbeddings(JsonObject body, IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        this.body = body;
        this.inputs = inputs;
    }

    public string Model => Json.Text(body, "model") ?? "";

    public int Tokens => inputs.Sum(input => input.Count);

    /// <summary>The vectors, as numbers or as base64, as the request has it.</summary>
    public IEnumerable<JsonNode> Vectors
    {
        get
        {
            var dimensions = Json.Number(body, "dimensions") ?? FakeVector.UsualDimensions;
            var vectors = inputs.Select(input => FakeVector.Of(input, dimensions));
            return Json.Text(body, "encoding_format") == "base64"
                ? vectors.Select(vector => (JsonNode)FakeVector.Base64(vector))
                : vectors.Select(vector => new JsonArray([.. vector.Select(value => (JsonNode)value)]));
        }
    }

    /// <summary>The request: text, texts, tokens, or lists of tokens. Null, with the field that is wrong and why, where it is none of them.</summary>
    public static OpenAiEmbeddings? Read(JsonObject body, bool takesEmpty, out string field, out string wrong)
    {
        (field, wrong) = ("input", "Missing required parameter: 'input'.");
        if (body["input"] is not { } input)
            return null;
        if (Inputs(input) is not { Count: > 0 } inputs || (!takesEmpty && inputs.Any(tokens => tokens.Count == 0)))
        {
            wrong = "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.";
            return null;
        }

        (field, wrong) = ("encoding_format", "Invalid value for 'encoding_format': supported values are 'float' and 'base64'.");
        if (body["encoding_format"] is not null && Json.Text(body, "encoding_format") is not ("float" or "base64"))
            return null;
        (field, wrong) = ("dimensions", "Invalid value for 'dimensions': expected a whole number of at least 1.");
        return body["dimensions"] is not null && Json.Number(body, "dimensions") is not > 0 ? null : new OpenAiEmbeddings(body, inputs);
    }

    private static IReadOnlyList<IReadOnlyList<int>>? Inputs(JsonNode input)
    {
        if (Json.IsKind(input, JsonValueKind.String))
            return [FakeTokens.Encode(input.GetValue<string>())];
        if (input is not JsonArray list)
            return null;
        if (list.All(item => Json.IsKind(item, JsonValueKind.String)))
            return [.. list.Select(item => FakeTokens.Encode(item!.GetValue<string>()))];
        if (Ids(list) is { } tokens)
            return [tokens];
        return list.All(item => item is JsonArray ids && Ids(ids) is not null) ? [.. list.Select(item => Ids((JsonArray)item!)!)] : null;
    }

    private static int[]? Ids(JsonArray list) =>
        list.All(item => item is JsonValue value && value.TryGetValue<int>(out _)) ? [.. list.Select(item => item!.GetValue<int>())] : null;
}

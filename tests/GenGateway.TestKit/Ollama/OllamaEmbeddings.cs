using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Ollama;

/// <summary><c>/api/embed</c> and the old <c>/api/embeddings</c>, in the words of the recordings.</summary>
internal static class OllamaEmbeddings
{
    private const string Off = "This server does not support embeddings. Start it with `--embeddings`";

    /// <summary>Several texts at once; nothing in, nothing out, and then no durations.</summary>
    public static WireReply Embed(JsonObject body, OllamaModel? model)
    {
        var name = Json.Text(body, "model") ?? "";
        if (model is null)
            return OllamaReplies.Error(404, $"model \"{name}\" not found, try pulling it first");
        if (Inputs(body["input"]) is not { } inputs)
            return OllamaReplies.Error(400, "invalid input type");
        if (!model.Can("embedding"))
            return OllamaReplies.Error(501, Off);
        var answer = new JsonObject { ["model"] = name };
        if (inputs is [] or [""])
        {
            answer["embeddings"] = new JsonArray();
            return OllamaReplies.Reply(200, answer);
        }

        var tokens = inputs.Select(input => FakeTokens.Encode(input)).ToArray();
        if (tokens.Any(input => input.Count > model.Context) && body["truncate"] is { } truncate && Json.IsKind(truncate, JsonValueKind.False))
            return OllamaReplies.Error(400, "the input length exceeds the context length");
        answer["embeddings"] = new JsonArray([.. tokens.Select(input => (JsonNode)Vector(input, Json.Number(body, "dimensions")))]);
        answer["total_duration"] = 9150595L;
        answer["load_duration"] = 4030915L;
        answer["prompt_eval_count"] = tokens.Sum(input => Math.Min(input.Count, model.Context));
        return OllamaReplies.Reply(200, answer);
    }

    /// <summary>One text, one vector, nothing else.</summary>
    public static WireReply Old(JsonObject body, OllamaModel? model)
    {
        if (model is null)
            return OllamaReplies.Error(404, $"model \"{Json.Text(body, "model") ?? ""}\" not found, try pulling it first");
        if (!model.Can("embedding"))
            return OllamaReplies.Error(500, Off);
        var prompt = Json.Text(body, "prompt") ?? "";
        return OllamaReplies.Reply(200, new JsonObject { ["embedding"] = prompt.Length == 0 ? new JsonArray() : Vector(FakeTokens.Encode(prompt), null) });
    }

    private static List<string>? Inputs(JsonNode? input) => input switch
    {
        null => [],
        JsonArray list => list.All(item => Json.IsKind(item, JsonValueKind.String)) ? [.. list.Select(item => item!.GetValue<string>())] : null,
        _ => Json.IsKind(input, JsonValueKind.String) ? [input.GetValue<string>()] : null,
    };

    private static JsonArray Vector(IReadOnlyList<int> tokens, int? dimensions) =>
        new([.. FakeVector.Of(tokens, dimensions ?? FakeVector.UsualDimensions).Select(value => (JsonNode)value)]);
}

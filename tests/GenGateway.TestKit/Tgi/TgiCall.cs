using System.Text.Json.Nodes;

namespace GenGateway.TestKit.Tgi;

/// <summary>A request for a generation on TGI's own routes, and what answers it.</summary>
internal sealed class TgiCall(JsonObject body, FakeReply given)
{
    private readonly JsonObject parameters = body["parameters"] as JsonObject ?? [];

    private readonly FakeReply reply = given.Within(Json.Number(body["parameters"] as JsonObject ?? [], "max_new_tokens"));

    public int PromptTokens => reply.PromptTokens;

    public int GeneratedTokens => reply.Completion;

    public int PromptCharacters => (Json.Text(body, "inputs") ?? "").Length;

    public bool WantsDetails => Json.IsTrue(parameters, "details");

    private string Text => (Json.IsTrue(parameters, "return_full_text") ? Json.Text(body, "inputs") : "") + reply.Text;

    /// <summary>TGI's own words; one that it has no word for goes out as it is.</summary>
    private string FinishReason => reply.StoppedBy is not null ? "stop_sequence" : reply.Finish switch { "stop" => "eos_token", var other => other };

    public JsonObject Whole()
    {
        var answer = new JsonObject { ["generated_text"] = Text };
        if (!WantsDetails)
            return answer;
        var details = Details();
        details["prefill"] = Json.IsTrue(parameters, "decoder_input_details")
            ? new JsonArray([.. FakeTokens.Encode(Json.Text(body, "inputs") ?? "").Select((id, index) => (JsonNode)new JsonObject { ["id"] = id, ["text"] = FakeTokens.Decode([id]), ["logprob"] = index == 0 ? null : -0.5 })])
            : new JsonArray();
        details["tokens"] = new JsonArray([.. Tokens().Select(token => (JsonNode)token)]);
        answer["details"] = details;
        return answer;
    }

    /// <summary>The events of a stream; the last one has the whole text. The end of the model's text is a token of its own, a special one.</summary>
    public IEnumerable<JsonObject> Events()
    {
        var tokens = Tokens().ToArray();
        for (var i = 0; i < tokens.Length; i++)
        {
            var last = i == tokens.Length - 1;
            JsonObject? details = null;
            if (last && WantsDetails)
            {
                details = Details();
                details["input_length"] = reply.PromptTokens;
            }

            yield return new JsonObject { ["index"] = i + 1, ["token"] = tokens[i], ["generated_text"] = last ? Text : null, ["details"] = details };
        }
    }

    private JsonObject Details() => new()
    {
        ["finish_reason"] = FinishReason,
        ["generated_tokens"] = reply.Completion,
        ["seed"] = parameters["seed"]?.DeepClone(),
    };

    private IEnumerable<JsonObject> Tokens()
    {
        foreach (var piece in reply.Pieces)
            yield return Token(FakeTokens.Encode(piece)[0], piece, special: false);
        if (FinishReason == "eos_token" || reply.Pieces.Count == 0)
            yield return Token(2, "</s>", special: true);
    }

    private static JsonObject Token(int id, string text, bool special) => new() { ["id"] = id, ["text"] = text, ["logprob"] = -0.25, ["special"] = special };
}

using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;

namespace GenGateway.TestKit.OpenAi;

/// <summary>
/// Together AI: a bare array of models, usage on the last chunk whoever asked, a role in every delta, <c>eos</c> where others say <c>stop</c>, the probability of a
/// chunk as a plain number.
/// </summary>
internal sealed class TogetherProfile : OpenAiProfile
{
    private const double Logprob = -0.25;
    private const int Seed = 4242;

    private protected override bool GivesLogprobs => false;

    internal override bool Has(string path) => path == "/v1/embeddings";

    internal override JsonNode Models(IReadOnlyList<string> models, long created) => new JsonArray([.. models.Select(model => Model(model, created))]);

    internal override JsonObject Model(string id, long created) => new()
    {
        ["id"] = id,
        ["object"] = "model",
        ["created"] = created,
        ["type"] = "chat",
        ["display_name"] = id,
        ["organization"] = "fake",
        ["license"] = "none",
        ["context_length"] = 8192,
        ["pricing"] = new JsonObject { ["hourly"] = 0, ["input"] = 0.2, ["output"] = 0.2, ["base"] = 0, ["finetune"] = 0 },
    };

    internal override JsonObject Whole(OpenAiCall call)
    {
        var answer = base.Whole(call);
        answer.Remove("service_tier");
        answer.Remove("system_fingerprint");
        answer["usage"] = PlainUsage(call);
        return answer;
    }

    private protected override IEnumerable<(string Name, string Value)> CommonHeaders() =>
        [("x-ratelimit-limit", "60"), ("x-ratelimit-remaining", "59"), ("x-ratelimit-reset", "1"), ("x-request-id", "9a1b2c3d4e5f6071-AMS")];

    private protected override JsonObject WholeChoice(OpenAiCall call, int index)
    {
        var choice = base.WholeChoice(call, index);
        choice["finish_reason"] = Finish(call);
        choice["seed"] = Seed + index;
        return choice;
    }

    private protected override IEnumerable<StreamFrame> Frames(OpenAiCall call)
    {
        foreach (var delta in call.IsChat ? Deltas(call) : call.Reply.Pieces.Select(piece => new JsonObject { ["text"] = piece }))
        {
            for (var index = 0; index < call.Choices; index++)
                yield return Frame(FrameKind.Piece, Chunk(call, Part(call, index, delta, null)));
        }

        for (var index = 0; index < call.Choices; index++)
        {
            var last = Chunk(call, Part(call, index, call.IsChat ? new JsonObject { ["content"] = "" } : new JsonObject { ["text"] = "" }, Finish(call)));
            if (index == call.Choices - 1 && call.Reply.ReportsUsage)
                last["usage"] = PlainUsage(call);
            yield return Frame(FrameKind.Finish, last);
        }

        yield return Done;
    }

    private protected override JsonObject Chunk(OpenAiCall call, JsonObject? choice) => new()
    {
        ["id"] = Id(call),
        ["object"] = "chat.completion.chunk",
        ["created"] = call.Created,
        ["choices"] = choice is null ? [] : new JsonArray(choice),
        ["model"] = call.ServedModel,
        ["usage"] = null,
    };

    private static string Finish(OpenAiCall call) => call.Reply.Finish == "stop" ? "eos" : call.Reply.Finish;

    private static JsonObject Part(OpenAiCall call, int index, JsonObject delta, string? finish)
    {
        var text = Json.Text(delta, call.IsChat ? "content" : "text") ?? "";
        var token = new JsonObject { ["token_id"] = FakeTokens.Encode(text) is [var first, ..] ? first : 2, ["role"] = "assistant" };
        foreach (var (name, value) in delta)
            token[name == "text" ? "content" : name] = value?.DeepClone();
        var choice = new JsonObject { ["index"] = index };
        if (!call.IsChat)
            choice["text"] = text;
        choice["delta"] = token;
        choice["logprobs"] = OpenAiLogprobs.Wanted(call) ? Logprob : null;
        choice["finish_reason"] = finish;
        if (finish is not null)
            choice["seed"] = Seed + index;
        return choice;
    }
}

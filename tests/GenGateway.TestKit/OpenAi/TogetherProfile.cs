using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;

namespace GenGateway.TestKit.OpenAi;

/// <summary>Together AI: a bare array of models, usage on the last chunk whoever asked, <c>eos</c> where others say <c>stop</c>.</summary>
internal sealed class TogetherProfile : OpenAiProfile
{
    internal override JsonNode Models(IReadOnlyList<string> models, long created) => new JsonArray([.. models.Select(model => Model(model, created))]);

    internal override JsonObject Model(string id, long created) => new()
    {
        ["id"] = id,
        ["object"] = "model",
        ["created"] = created,
        ["type"] = "chat",
        ["display_name"] = id,
        ["organization"] = "fake",
        ["context_length"] = 8192,
        ["pricing"] = new JsonObject { ["hourly"] = 0, ["input"] = 0.2, ["output"] = 0.2, ["base"] = 0, ["finetune"] = 0 },
    };

    private protected override IEnumerable<StreamFrame> Frames(OpenAiCall call)
    {
        foreach (var delta in Deltas(call))
        {
            var first = new JsonObject { ["role"] = "assistant" };
            foreach (var (name, value) in delta)
                first[name] = value?.DeepClone();
            yield return Frame(FrameKind.Piece, Chunk(call, Choice(0, first, null)));
        }

        var last = Chunk(call, Choice(0, new JsonObject { ["role"] = "assistant", ["content"] = "" }, call.Reply.Finish == "stop" ? "eos" : call.Reply.Finish));
        last["usage"] = PlainUsage(call);
        yield return Frame(FrameKind.Finish, last);
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
}

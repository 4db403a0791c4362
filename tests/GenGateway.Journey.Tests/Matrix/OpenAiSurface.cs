using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>What OpenAI's chats and completions have in common.</summary>
internal abstract class OpenAiSurface : MatrixSurface
{
    public override MatrixAnswer Whole(JsonElement answer)
    {
        var choice = Assert.Single(Items(answer, "choices"));
        return Read(answer) with
        {
            Text = TextOf(choice) ?? "",
            Finish = Finish(Text(choice, "finish_reason")),
            Calls = [.. Items(Member(choice, "message"), "tool_calls").Select(call => new MatrixCall(Text(call, "id")!, Text(Member(call, "function"), "name")!, Compact(Text(Member(call, "function"), "arguments")!)))],
        };
    }

    public override MatrixAnswer Streamed(IReadOnlyList<StreamedEvent> events)
    {
        var answer = new MatrixAnswer();
        var done = false;
        Dictionary<int, (string Id, string Name, string Arguments)> calls = [];
        foreach (var item in events)
        {
            Assert.False(done, $"Something follows the terminator: {item.Data}");
            done = item.Data == EventStream.Done;
            if (done)
                continue;
            var json = item.Json;
            Assert.Null(answer.Error);
            if (json.TryGetProperty("error", out var error))
                answer = answer with { Error = Text(error, "message") };
            var counts = Read(json);
            if (counts.PromptTokens is not null)
                answer = answer with { PromptTokens = counts.PromptTokens, CompletionTokens = counts.CompletionTokens };
            foreach (var choice in Items(json, "choices"))
            {
                answer = answer with { Text = answer.Text + TextOf(choice), Finish = Finish(Text(choice, "finish_reason")) ?? answer.Finish };
                foreach (var call in Items(Member(choice, "delta"), "tool_calls"))
                {
                    var index = call.GetProperty("index").GetInt32();
                    var known = calls.GetValueOrDefault(index, ("", "", ""));
                    var function = Member(call, "function");
                    calls[index] = (Text(call, "id") ?? known.Item1, Text(function, "name") ?? known.Item2, known.Item3 + Text(function, "arguments"));
                }
            }
        }

        return answer with { Done = done, Calls = [.. calls.OrderBy(call => call.Key).Select(call => new MatrixCall(call.Value.Id, call.Value.Name, Compact(call.Value.Arguments)))] };
    }

    public override string Error(WireAnswer answer, int status)
    {
        var error = answer.Expect(status).GetProperty("error");
        Assert.False(string.IsNullOrEmpty(Text(error, "type")), answer.Text);
        return Text(error, "message")!;
    }

    protected static JsonObject Settings(JsonObject body, string model, MatrixQuestion question)
    {
        body.With("model", model).With("max_tokens", question.MaxTokens).With("temperature", 0);
        if (question.Stop is not null)
            body.With("stop", new JsonArray(question.Stop));
        return question.Streams ? body.With("stream", true).With("stream_options", new JsonObject { ["include_usage"] = true }) : body;
    }

    /// <summary>The text of a whole choice or of a delta.</summary>
    protected abstract string? TextOf(JsonElement choice);

    /// <summary>Servers that speak this protocol have a word of their own for the model's end.</summary>
    private static string? Finish(string? reason) => reason == "eos" ? "stop" : reason;

    private static MatrixAnswer Read(JsonElement json) => new()
    {
        PromptTokens = Number(Member(json, "usage"), "prompt_tokens"),
        CompletionTokens = Number(Member(json, "usage"), "completion_tokens"),
    };
}

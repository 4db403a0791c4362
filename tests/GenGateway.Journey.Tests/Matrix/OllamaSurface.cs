using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>What Ollama's chat and generate have in common.</summary>
internal abstract class OllamaSurface : MatrixSurface
{
    public override string StreamType => "application/x-ndjson";

    public override bool TakesPictures => true;

    public override MatrixAnswer Whole(JsonElement answer)
    {
        Assert.True(answer.GetProperty("done").GetBoolean());
        MatrixCall[] calls = [.. Items(Member(answer, "message"), "tool_calls").Select(Call)];
        return new MatrixAnswer
        {
            Text = TextOf(answer) ?? "",
            Finish = calls.Length > 0 ? "tool_calls" : Text(answer, "done_reason"),
            PromptTokens = Number(answer, "prompt_eval_count"),
            CompletionTokens = Number(answer, "eval_count"),
            Calls = calls,
        };
    }

    public override MatrixAnswer Streamed(IReadOnlyList<StreamedEvent> events)
    {
        var answer = new MatrixAnswer();
        foreach (var item in events)
        {
            var json = item.Json;
            Assert.True(!answer.Done && answer.Error is null, $"Something follows the end: {item.Data}");
            answer = answer with
            {
                Text = answer.Text + TextOf(json),
                Error = Text(json, "error"),
                Calls = [.. answer.Calls, .. Items(Member(json, "message"), "tool_calls").Select(Call)],
            };
            if (json.TryGetProperty("done", out var done) && done.GetBoolean())
            {
                var last = Whole(json);
                answer = answer with { Done = true, Finish = answer.Calls.Count > 0 ? "tool_calls" : last.Finish, PromptTokens = last.PromptTokens, CompletionTokens = last.CompletionTokens };
            }
        }

        return answer;
    }

    public override string Error(WireAnswer answer, int status) => Text(answer.Expect(status), "error")!;

    protected static JsonObject Settings(JsonObject body, string model, MatrixQuestion question)
    {
        var options = new JsonObject { ["num_predict"] = question.MaxTokens, ["temperature"] = 0 };
        if (question.Stop is not null)
            options["stop"] = new JsonArray(question.Stop);
        return body.With("model", model).With("options", options).With("stream", question.Streams);
    }

    protected abstract string? TextOf(JsonElement line);

    private static MatrixCall Call(JsonElement call) =>
        new(Text(call, "id") ?? "", Text(Member(call, "function"), "name")!, Compact(Member(Member(call, "function"), "arguments").GetRawText()));
}

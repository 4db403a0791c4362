using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Anthropic;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>Anthropic's messages.</summary>
internal sealed class MessagesSurface : MatrixSurface
{
    public override string Name => "messages";

    public override string Path => Messages.Path;

    public override bool HasTools => true;

    public override bool TakesPictures => true;

    public override JsonObject Body(string model, MatrixQuestion question)
    {
        var content = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = question.Text });
        if (question.ShowsPicture)
            content.Add(new JsonObject { ["type"] = "image", ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = "image/png", ["data"] = MatrixQuestion.Picture } });
        var messages = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = content });
        if (question.Called is { } call)
        {
            messages.Add(Turn("assistant", new JsonObject { ["type"] = "tool_use", ["id"] = call.Id, ["name"] = call.Name, ["input"] = JsonNode.Parse(call.Arguments) }));
            messages.Add(Turn("user", new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = call.Id, ["content"] = MatrixQuestion.Result }));
        }

        var body = new JsonObject { ["model"] = model, ["max_tokens"] = question.MaxTokens, ["temperature"] = 0, ["messages"] = messages };
        if (question.HasTool)
            body["tools"] = new JsonArray(new JsonObject { ["name"] = MatrixQuestion.Tool, ["input_schema"] = JsonNode.Parse(MatrixQuestion.Schema) });
        if (question.Stop is not null)
            body["stop_sequences"] = new JsonArray(question.Stop);
        return question.Streams ? body.With("stream", true) : body;
    }

    public override MatrixAnswer Whole(JsonElement answer) => new()
    {
        Text = Messages.Text(answer),
        Finish = Finish(Text(answer, "stop_reason")),
        PromptTokens = Number(Member(answer, "usage"), "input_tokens"),
        CompletionTokens = Number(Member(answer, "usage"), "output_tokens"),
        Calls = [.. Items(answer, "content").Where(block => Text(block, "type") == "tool_use").Select(block => new MatrixCall(Text(block, "id")!, Text(block, "name")!, Compact(block.GetProperty("input").GetRawText())))],
    };

    public override MatrixAnswer Streamed(IReadOnlyList<StreamedEvent> events)
    {
        var answer = new MatrixAnswer();
        List<(string Id, string Name, string Arguments)> calls = [];
        foreach (var item in events)
        {
            var json = item.Json;
            Assert.Equal(item.Name, Text(json, "type"));
            Assert.True(!answer.Done && answer.Error is null, $"Something follows the end: {item.Data}");
            var (block, delta) = (Member(json, "content_block"), Member(json, "delta"));
            switch (item.Name)
            {
                case "content_block_start" when Text(block, "type") == "tool_use":
                    calls.Add((Text(block, "id")!, Text(block, "name")!, ""));
                    break;
                case "content_block_delta" when Text(delta, "type") == "input_json_delta":
                    calls[^1] = calls[^1] with { Arguments = calls[^1].Arguments + Text(delta, "partial_json") };
                    break;
                case "content_block_delta":
                    answer = answer with { Text = answer.Text + Text(delta, "text") };
                    break;
                case "message_delta":
                    var usage = Member(json, "usage");
                    answer = answer with { Finish = Finish(Text(delta, "stop_reason")), PromptTokens = Number(usage, "input_tokens"), CompletionTokens = Number(usage, "output_tokens") };
                    break;
                case "message_stop":
                    answer = answer with { Done = true };
                    break;
                case "error":
                    answer = answer with { Error = Text(Member(json, "error"), "message") };
                    break;
            }
        }

        return answer with { Calls = [.. calls.Select(call => new MatrixCall(call.Id, call.Name, Compact(call.Arguments)))] };
    }

    public override string Error(WireAnswer answer, int status)
    {
        var json = answer.Expect(status);
        Assert.Equal("error", Text(json, "type"));
        Assert.False(string.IsNullOrEmpty(Text(Member(json, "error"), "type")), answer.Text);
        return Text(Member(json, "error"), "message")!;
    }

    private static JsonObject Turn(string role, JsonObject block) => new() { ["role"] = role, ["content"] = new JsonArray(block) };

    private static string? Finish(string? reason) => reason switch
    {
        "end_turn" or "stop_sequence" => "stop",
        "max_tokens" => "length",
        "tool_use" => "tool_calls",
        _ => reason,
    };
}

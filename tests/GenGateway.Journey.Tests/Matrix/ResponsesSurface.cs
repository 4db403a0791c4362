using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>OpenAI's Responses API.</summary>
internal sealed class ResponsesSurface : MatrixSurface
{
    public override string Name => "responses";

    public override string Path => "/v1/responses";

    public override bool HasTools => true;

    public override bool TakesPictures => true;

    public override bool TakesStops => false;

    public override JsonObject Body(string model, MatrixQuestion question)
    {
        var content = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = question.Text });
        if (question.ShowsPicture)
            content.Add(new JsonObject { ["type"] = "input_image", ["image_url"] = $"data:image/png;base64,{MatrixQuestion.Picture}" });
        var input = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = content });
        if (question.Called is { } call)
        {
            input.Add(new JsonObject { ["type"] = "function_call", ["call_id"] = call.Id, ["name"] = call.Name, ["arguments"] = call.Arguments });
            input.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = call.Id, ["output"] = MatrixQuestion.Result });
        }

        var body = new JsonObject { ["model"] = model, ["input"] = input, ["max_output_tokens"] = question.MaxTokens, ["temperature"] = 0 };
        if (question.HasTool)
            body["tools"] = new JsonArray(new JsonObject { ["type"] = "function", ["name"] = MatrixQuestion.Tool, ["parameters"] = JsonNode.Parse(MatrixQuestion.Schema) });
        return question.Streams ? body.With("stream", true) : body;
    }

    public override MatrixAnswer Whole(JsonElement answer)
    {
        MatrixCall[] calls = [.. Items(answer, "output").Where(item => Text(item, "type") == "function_call").Select(item => new MatrixCall(Text(item, "call_id")!, Text(item, "name")!, Compact(Text(item, "arguments")!)))];
        return new MatrixAnswer
        {
            Text = string.Concat(Items(answer, "output").SelectMany(item => Items(item, "content")).Select(part => Text(part, "text"))),
            Finish = Text(answer, "status") switch
            {
                "completed" => calls.Length > 0 ? "tool_calls" : "stop",
                "incomplete" when Text(Member(answer, "incomplete_details"), "reason") == "max_output_tokens" => "length",
                _ => null,
            },
            PromptTokens = Number(Member(answer, "usage"), "input_tokens"),
            CompletionTokens = Number(Member(answer, "usage"), "output_tokens"),
            Calls = calls,
        };
    }

    public override MatrixAnswer Streamed(IReadOnlyList<StreamedEvent> events)
    {
        var deltas = "";
        MatrixAnswer? ended = null;
        string? error = null;
        foreach (var item in events)
        {
            var json = item.Json;
            Assert.Equal(item.Name, Text(json, "type"));
            Assert.True(ended is null && error is null, $"Something follows the end: {item.Data}");
            if (item.Name == "response.output_text.delta")
                deltas += Text(json, "delta");
            else if (item.Name is "response.completed" or "response.incomplete")
                ended = Whole(json.GetProperty("response"));
            else if (item.Name == "error")
                error = Text(json, "message");
        }

        if (ended is not null)
            Assert.Equal(deltas, ended.Text);
        return (ended ?? new MatrixAnswer { Text = deltas, Error = error }) with { Done = ended is not null };
    }

    public override string Error(WireAnswer answer, int status)
    {
        var error = answer.Expect(status).GetProperty("error");
        Assert.False(string.IsNullOrEmpty(Text(error, "type")), answer.Text);
        return Text(error, "message")!;
    }
}

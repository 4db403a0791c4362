using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>OpenAI's chats.</summary>
internal sealed class ChatSurface : OpenAiSurface
{
    public override string Name => "chat";

    public override string Path => "/v1/chat/completions";

    public override bool HasTools => true;

    public override bool TakesPictures => true;

    public override JsonObject Body(string model, MatrixQuestion question)
    {
        var user = Bodies.Message("user", question.Text);
        if (question.ShowsPicture)
        {
            user["content"] = new JsonArray(
                new JsonObject { ["type"] = "text", ["text"] = question.Text },
                new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = $"data:image/png;base64,{MatrixQuestion.Picture}" } });
        }

        var messages = new JsonArray(user);
        if (question.Called is { } call)
        {
            var function = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments };
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(new JsonObject { ["id"] = call.Id, ["type"] = "function", ["function"] = function }) });
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call.Id, ["content"] = MatrixQuestion.Result });
        }

        var body = new JsonObject { ["messages"] = messages };
        if (question.HasTool)
        {
            var function = new JsonObject { ["name"] = MatrixQuestion.Tool, ["parameters"] = JsonNode.Parse(MatrixQuestion.Schema) };
            body["tools"] = new JsonArray(new JsonObject { ["type"] = "function", ["function"] = function });
        }

        return Settings(body, model, question);
    }

    protected override string? TextOf(JsonElement choice) => Text(Member(choice, choice.TryGetProperty("delta", out _) ? "delta" : "message"), "content");
}

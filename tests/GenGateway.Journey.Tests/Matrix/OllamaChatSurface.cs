using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>Ollama's chat.</summary>
internal sealed class OllamaChatSurface : OllamaSurface
{
    public override string Name => "ollama-chat";

    public override string Path => "/api/chat";

    public override bool HasTools => true;

    public override JsonObject Body(string model, MatrixQuestion question)
    {
        var user = Bodies.Message("user", question.Text);
        if (question.ShowsPicture)
            user["images"] = new JsonArray(MatrixQuestion.Picture);
        var messages = new JsonArray(user);
        if (question.Called is { } call)
        {
            var function = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonNode.Parse(call.Arguments) };
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = "", ["tool_calls"] = new JsonArray(new JsonObject { ["function"] = function }) });
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_name"] = call.Name, ["content"] = MatrixQuestion.Result });
        }

        var body = new JsonObject { ["messages"] = messages };
        if (question.HasTool)
        {
            var function = new JsonObject { ["name"] = MatrixQuestion.Tool, ["parameters"] = JsonNode.Parse(MatrixQuestion.Schema) };
            body["tools"] = new JsonArray(new JsonObject { ["type"] = "function", ["function"] = function });
        }

        return Settings(body, model, question);
    }

    protected override string? TextOf(JsonElement line) => Text(Member(line, "message"), "content");
}

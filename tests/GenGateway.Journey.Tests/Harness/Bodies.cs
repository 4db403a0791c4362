using System.Text.Json.Nodes;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>Request bodies as clients write them.</summary>
public static class Bodies
{
    public static JsonObject Chat(string text) => new() { ["messages"] = new JsonArray(Message("user", text)) };

    public static JsonObject Completion(JsonNode prompt) => new() { ["prompt"] = prompt };

    public static JsonObject Message(string role, string text) => new() { ["role"] = role, ["content"] = text };

    public static JsonObject With(this JsonObject body, string name, JsonNode? value)
    {
        body[name] = value;
        return body;
    }
}

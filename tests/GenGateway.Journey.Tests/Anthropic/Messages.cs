using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Anthropic;

/// <summary>Anthropic's bodies and answers as tests say them.</summary>
internal static class Messages
{
    public const string Path = "/v1/messages";

    /// <summary>A body that asks one thing.</summary>
    public static JsonObject Ask(string text, int maxTokens = 20) => Bodies.Chat(text).With("max_tokens", maxTokens);

    /// <summary>The text of a whole answer.</summary>
    public static string Text(JsonElement message) =>
        string.Concat(message.GetProperty("content").EnumerateArray().Where(block => block.GetProperty("type").GetString() == "text").Select(block => block.GetProperty("text").GetString()));

    /// <summary>An error in Anthropic's shape; returns its message.</summary>
    public static string ExpectMessagesError(this WireAnswer answer, int status, string type)
    {
        var json = answer.Expect(status);
        Assert.Equal(["error", "request_id", "type"], json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("error", json.GetProperty("type").GetString());
        Assert.Equal(type, json.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(answer.Header("x-request-id"), json.GetProperty("request_id").GetString());
        Assert.Equal(answer.Header("x-request-id"), answer.Header("request-id"));
        return json.GetProperty("error").GetProperty("message").GetString()!;
    }
}

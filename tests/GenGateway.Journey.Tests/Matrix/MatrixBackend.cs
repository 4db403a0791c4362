using System.Text.Json.Nodes;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>A kind of backend, and what stands behind it. The model is called as the kind is.</summary>
internal sealed record MatrixBackend(string Name, string Protocol)
{
    /// <summary>The fake's book; null for the embedded engine, whose answers nobody chooses.</summary>
    public BehaviorBook? Behaviors { get; init; }

    /// <summary>Sets what the fake says.</summary>
    public Action<FakeReply> Say { get; init; } = static _ => { };

    /// <summary>The generation that the fake received last.</summary>
    public Func<ReceivedRequest> Last { get; init; } = static () => throw new InvalidOperationException("Nobody sees what the engine is asked.");

    /// <summary>The refusal of a request that is the client's own mistake, with these words.</summary>
    public Func<string, WireReply> Refusal { get; init; } = static message => Replies.Failure(400, message, "invalid_request_error");

    /// <summary>The server's own failure, with these words.</summary>
    public Func<string, WireReply> Failure { get; init; } = static message => Replies.Failure(500, message);

    /// <summary>What clients name.</summary>
    public string Model { get; init; } = Name;

    /// <summary>Texts can be continued raw.</summary>
    public bool Completes { get; init; } = true;

    public bool IsEngine => Behaviors is null;

    /// <summary>It ends an answer at a stop text by itself; the other fakes are told where.</summary>
    public bool StopsItself => IsEngine || Protocol == "anthropic";

    /// <summary>The picture that the request holds, as base64.</summary>
    public string? Picture(JsonObject body)
    {
        var messages = body["messages"] as JsonArray ?? [];
        var last = messages is [.., { } message] ? message : null;
        return Protocol switch
        {
            "ollama" => (last ?? body)["images"]?[0]?.GetValue<string>(),
            "anthropic" => last?["content"]?.AsArray().FirstOrDefault(block => Type(block) == "image")?["source"]?["data"]?.GetValue<string>(),
            _ => last?["content"]?.AsArray().FirstOrDefault(part => Type(part) == "image_url")?["image_url"]?["url"]?.GetValue<string>().Split("base64,")[^1],
        };
    }

    /// <summary>The id of the call that the request holds, its arguments, and the id that its result names; Ollama's requests name the tool instead.</summary>
    public (string Call, string Arguments, string Result, string Said) RoundTrip(JsonObject body)
    {
        var messages = body["messages"]!.AsArray();
        if (Protocol == "anthropic")
        {
            var use = messages[1]!["content"]!.AsArray().Single(block => Type(block) == "tool_use")!;
            var result = messages[2]!["content"]!.AsArray().Single(block => Type(block) == "tool_result")!;
            var said = result["content"] is JsonArray parts ? parts[0]!["text"]! : result["content"]!;
            return (use["id"]!.GetValue<string>(), use["input"]!.ToJsonString(), result["tool_use_id"]!.GetValue<string>(), said.GetValue<string>());
        }

        var call = Assert.Single(messages[1]!["tool_calls"]!.AsArray())!;
        var answer = messages[2]!;
        Assert.Equal("tool", answer["role"]!.GetValue<string>());
        var arguments = call["function"]!["arguments"]!;
        return Protocol == "ollama"
            ? (call["function"]!["name"]!.GetValue<string>(), arguments.ToJsonString(), answer["tool_name"]!.GetValue<string>(), answer["content"]!.GetValue<string>())
            : (call["id"]!.GetValue<string>(), arguments.GetValue<string>(), answer["tool_call_id"]!.GetValue<string>(), answer["content"]!.GetValue<string>());
    }

    private static string? Type(JsonNode? block) => block?["type"]?.GetValue<string>();
}

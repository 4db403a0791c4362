using System.Text;
using System.Text.Json.Nodes;
using GenGateway.Backends.Anthropic;
using GenGateway.Backends.Http;
using GenGateway.Journey;
using GenGateway.TestKit;
using GenGateway.TestKit.Anthropic;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Backends.Anthropic;

/// <summary>What both protocols can say survives the way there and back, whatever it is: drawn conversations and answers, against a server that checks them.</summary>
public sealed class AnthropicRoundTripTests : IAsyncDisposable
{
    private static readonly string[] Texts = ["Hello", " world", "é", "日本🙂", "\n", "\"quoted\\\"", " ", "{}", "\u2028", "<a&b>", "\u0001x"];
    private static readonly string[] Inputs = ["{}", """{"city":"Zürich"}""", """{"a":[1,2.50,null],"b":{"c":"\u00e9\n"}}""", """{"n":1e400}"""];

    private readonly FakeAnthropic _anthropic = new();
    private readonly RemoteBackend _backend;

    public AnthropicRoundTripTests() => _backend = Remotes.Backend(
        "anthropic",
        _anthropic.Endpoint,
        static client => new AnthropicEndpoint(client, Remotes.Limits, 8, AnthropicSettings.None),
        UpstreamCredential.Header("x-api-key", "", "k"),
        headers: AnthropicEndpoint.HeadersOf(AnthropicSettings.None));

    public async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        await _anthropic.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Conversations_and_answers_that_both_can_say_arrive(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var messages = Conversation(random);
            var (text, calls) = Answer(random);
            _anthropic.Message = _ => new AnthropicReply
            {
                Blocks = [.. text.Count > 0 ? [AnthropicBlock.Text([.. text])] : (AnthropicBlock[])[], .. calls.Select(AnthropicBlock.ToolUse)],
                StopReason = calls.Count > 0 ? "tool_use" : "end_turn",
                InputTokens = random.Next(1, 100),
            };
            var stream = random.Next(2) == 0;
            var task = new ChatTask(messages, new TextParameters { MaxTokens = 100 }) { Tools = [new Tool("f", null, """{"type":"object"}""", null)] };
            var events = await Remotes.EventsAsync(_backend, Requests.Chat("claude-fake-1", stream: stream, task: task), TestContext.Current.CancellationToken);

            Assert.True(events[^1] is GenerationEvent.Finished, $"seed {seed}, round {round}: {events[^1]}");
            Assert.Equal(Said(messages), Received(_anthropic.LastGeneration.Json["system"] as JsonArray ?? [], _anthropic.LastGeneration.Json["messages"]!.AsArray()));
            Assert.Equal(string.Concat(text), Remotes.TextOf(events, 0));
            var deltas = events.OfType<GenerationEvent.ToolCallDelta>().ToLookup(static delta => delta.Index);
            Assert.Equal(
                calls.Select(static call => $"{call.Id} {call.Name} {Plain(call.Arguments)}"),
                deltas.Select(static call => $"{call.First().Id} {call.First().Name} {Plain(string.Concat(call.Select(static delta => delta.Arguments)))}"));
        }
    }

    // Every call is answered at once: that is what both want.
    private static List<ChatMessage> Conversation(Random random)
    {
        var messages = new List<ChatMessage>();
        var call = 0;
        for (var turn = random.Next(1, 6); turn > 0; turn--)
        {
            if (random.Next(4) == 0)
                messages.Add(new ChatMessage(random.Next(2) == 0 ? "system" : "developer", Text(random)));
            messages.Add(new ChatMessage("user", [new ChatPart.Text("?"), .. Enumerable.Range(0, random.Next(3)).Select(_ => Part(random))]));
            if (turn == 1)
                continue;
            ToolCall[] calls = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new ToolCall($"call_{call++}", "f", Inputs[random.Next(Inputs.Length)]))];
            messages.Add(new ChatMessage("assistant", calls.Length > 0 && random.Next(2) == 0 ? "" : Text(random)) { ToolCalls = calls });
            messages.AddRange(calls.Select(made => new ChatMessage("tool", random.Next(4) == 0 ? "" : Text(random)) { ToolCallId = made.Id, IsError = random.Next(3) == 0 }));
        }

        return messages;
    }

    private static (List<string> Text, List<FakeToolCall> Calls) Answer(Random random)
    {
        List<FakeToolCall> calls = [.. Enumerable.Range(0, random.Next(3)).Select(number => Call(random, number))];
        return ([.. Enumerable.Range(0, random.Next(calls.Count > 0 ? 0 : 1, 5)).Select(_ => Text(random))], calls);
    }

    private static FakeToolCall Call(Random random, int number)
    {
        var input = Inputs[random.Next(Inputs.Length)];
        var cut = random.Next(input.Length);
        return new FakeToolCall("f", input) { Id = $"toolu_{number}", Fragments = cut == 0 ? [input] : [input[..cut], input[cut..]] };
    }

    private static ChatPart Part(Random random) => random.Next(5) switch
    {
        0 => new ChatPart.Image("image/png", "iVBORw0KGgo="),
        1 => new ChatPart.ImageLink("https://example.com/a.png?b=1&c"),
        _ => new ChatPart.Text(Text(random)),
    };

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Texts[random.Next(Texts.Length)]));

    /// <summary>What is said, in order, whatever messages it stands in: results before the words that follow them.</summary>
    private static List<string> Said(List<ChatMessage> messages) =>
    [
        .. messages.Where(static message => message.Role is "system" or "developer").SelectMany(static message => message.Parts.Where(IsSaid).Select(Shown)).Select(static text => $"system {text}"),
        .. messages.Where(static message => message.Role is not ("system" or "developer")).SelectMany(static message => message.Role == "tool"
            ? [$"user result {message.ToolCallId} {message.IsError} {(message.Parts.All(IsSaid) ? message.Text : "")}"]
            : message.Parts.Where(IsSaid).Select(part => $"{message.Role} {Shown(part)}").Concat(message.ToolCalls.Select(static call => $"assistant call {call.Id} {call.Name} {Plain(call.Arguments)}"))),
    ];

    private static List<string> Received(JsonArray system, JsonArray messages) =>
    [
        .. system.Select(static block => $"system text {block!["text"]}"),
        .. messages.SelectMany(static message => message!["content"]!.AsArray().Select(block => $"{message["role"]} {Block(block!)}")),
    ];

    // Anthropic refuses blank texts.
    private static bool IsSaid(ChatPart part) => part is not ChatPart.Text text || !string.IsNullOrWhiteSpace(text.Content);

    private static string Shown(ChatPart part) => part switch
    {
        ChatPart.Image image => $"image {image.MediaType} {image.Base64}",
        ChatPart.ImageLink link => $"image {link.Url}",
        ChatPart.Text text => $"text {text.Content}",
        _ => "?",
    };

    private static string Block(JsonNode block) => block["type"]!.GetValue<string>() switch
    {
        "text" => $"text {block["text"]}",
        "image" when block["source"]!["type"]!.GetValue<string>() == "url" => $"image {block["source"]!["url"]}",
        "image" => $"image {block["source"]!["media_type"]} {block["source"]!["data"]}",
        "tool_use" => $"call {block["id"]} {block["name"]} {Plain(block["input"]!.ToJsonString())}",
        "tool_result" => $"result {block["tool_use_id"]} {block["is_error"]?.GetValue<bool>() ?? false} {block["content"]}",
        var other => other,
    };

    // Numbers as they were written, everything else without the ways of writing it.
    private static string Plain(string json) => JsonNode.Parse(Encoding.UTF8.GetBytes(json))!.ToJsonString();
}

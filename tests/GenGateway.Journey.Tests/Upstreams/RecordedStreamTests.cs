using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>What real servers sent comes through, however the network cuts it: event for event and byte for byte, but for the model's name.</summary>
public sealed class RecordedStreamTests(RecordedGateway recorded) : UpstreamTest, IClassFixture<RecordedGateway>
{
    /// <summary>Recordings of whole streams that ended well.</summary>
    public static TheoryData<string> Streams =>
    [
        "llama-server/chat-stream", "llama-server/chat-stream-usage", "llama-server/tools-call-stream", "llama-server/think-stream", "llama-server/text-stream-unicode",
        "llama-server/bytes-stream", "llama-server/sse-ping", "llama-server/chat-connection-close", "llama-server/text-stop-inside", "llama-server/tools-text-then-calls-stream",
        "llama-server/completions-stream", "llama-server/completions-stream-usage", "llama-server/long-prompt-stream", "llama-server/chat-return-progress",
        "ollama/v1-chat-stream", "ollama/v1-chat-stream-usage", "ollama/v1-chat-think-stream", "ollama/v1-chat-tools-stream", "ollama/v1-completions-stream", "ollama/v1-completions-stream-usage",
        "litellm-proxy/chat-stream", "litellm-proxy/chat-stream-usage",
    ];

    public static TheoryData<string> Whole =>
    [
        "llama-server/chat", "llama-server/chat-n2", "llama-server/tools-call", "llama-server/think", "llama-server/chat-logprobs", "llama-server/completions",
        "ollama/v1-chat", "ollama/v1-chat-think", "ollama/v1-chat-tools2", "ollama/v1-completions", "litellm-proxy/chat",
    ];

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_recorded_stream_comes_through_however_it_is_cut(string name)
    {
        var exchange = Recordings.Load(name).First;
        foreach (var plan in (PacketPlan[])[PacketPlan.Recorded, PacketPlan.Whole, PacketPlan.EveryByte, PacketPlan.Seeded(1), PacketPlan.Seeded(2)])
        {
            recorded.Upstream.Play(plan, Recordings.Load(name));
            var answer = await recorded.Gateway.Client.PostAsync(exchange.Target, Body(exchange, stream: true), Token);
            Assert.True(answer.Status == 200, $"{name}, {plan}: {answer.Status} {answer.Text}");
            Assert.Equal(Expected(exchange), Data(answer.Text));
        }

        Assert.Empty(recorded.Upstream.Unmatched);
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task A_recorded_answer_comes_through_however_it_is_cut(string name)
    {
        var exchange = Recordings.Load(name).First;
        var expected = Renamed(Encoding.UTF8.GetString(exchange.AnswerBody));
        foreach (var plan in (PacketPlan[])[PacketPlan.Recorded, PacketPlan.EveryByte, PacketPlan.Seeded(1)])
        {
            recorded.Upstream.Play(plan, Recordings.Load(name));
            var answer = await recorded.Gateway.Client.PostAsync(exchange.Target, Body(exchange, stream: false), Token);
            Assert.Equal((200, expected), (answer.Status, answer.Text));
        }
    }

    [Theory]
    [InlineData("litellm-proxy/stream-error-event")]
    [InlineData("ollama/runner-killed-v1-stream")]
    [InlineData("llama-server/server-stop-term")]
    public async Task A_recorded_stream_that_broke_ends_with_an_error(string name)
    {
        var exchange = Recordings.Load(name).First;
        recorded.Upstream.Play(PacketPlan.Recorded, Recordings.Load(name));
        (await StreamAsync(recorded.Gateway.Client, Body(exchange, stream: true), exchange.Target)).ExpectBroken("");
    }

    [Theory]
    [InlineData("llama-server/auth-missing", 502)]
    [InlineData("litellm-proxy/upstream-401", 502)]
    [InlineData("litellm-proxy/upstream-429", 429)]
    [InlineData("litellm-proxy/upstream-500", 502)]
    [InlineData("litellm-proxy/cooldown-429", 429)]
    [InlineData("llama-server/chat-context-overflow", 400)]
    public async Task A_recorded_error_has_its_status(string name, int status)
    {
        var exchange = Recordings.Load(name).First;
        recorded.Upstream.Play(PacketPlan.Recorded, Recordings.Load(name));
        var answer = await recorded.Gateway.Client.PostAsync(exchange.Target, Question(name.EndsWith("cooldown-429", StringComparison.Ordinal) ? RecordedGateway.Resting : RecordedGateway.Model), Token);
        answer.ExpectError(status, answer.Json.GetProperty("error").GetProperty("code").GetString()!);
    }

    /// <summary>The recorded body with the gateway's name of the model; it asks for the usage if the recording has it.</summary>
    private static JsonObject Body(TranscriptExchange exchange, bool stream)
    {
        var body = JsonNode.Parse(exchange.RequestBody)!.AsObject();
        body["model"] = RecordedGateway.Model;
        body["stream"] = stream;
        if (!stream)
            body.Remove("stream_options");
        return body;
    }

    private static string[] Expected(TranscriptExchange exchange) => [.. Data(Encoding.UTF8.GetString(Unchunked(exchange.AnswerBody))).Select(Renamed)];

    private static string[] Data(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line["data:".Length..].Trim())];

    /// <summary>The text with its model's name replaced, and nothing else.</summary>
    private static string Renamed(string json)
    {
        if (!json.StartsWith('{'))
            return json;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("model", out var model) ? json.Replace($"\"model\":{model.GetRawText()}", $"\"model\":\"{RecordedGateway.Model}\"", StringComparison.Ordinal) : json;
    }

    private static byte[] Unchunked(byte[] body)
    {
        using var whole = new MemoryStream();
        for (var at = 0; at < body.Length;)
        {
            var line = body.AsSpan(at).IndexOf("\r\n"u8);
            var size = Convert.ToInt32(Encoding.ASCII.GetString(body, at, line), 16);
            whole.Write(body, at + line + 2, size);
            at += line + 2 + size + 2;
        }

        return whole.ToArray();
    }
}

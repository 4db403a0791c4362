using System.Text.Json;
using GenGateway.TestKit;
using GenGateway.TestKit.Anthropic;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Ollama;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Tests.TestKit;

/// <summary>The vendors' own clients take the fakes for what they imitate.</summary>
public sealed class FakeSdkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Anthropics_own_client_takes_the_fake_for_Anthropic()
    {
        await using var fake = new FakeAnthropic { Models = ["m", "n"] };
        fake.Reply = request => request.Text.Contains("tool_result", StringComparison.Ordinal) ? FakeReply.Saying("It is ", "sunny")
            : request.Text.Contains("weather\"", StringComparison.Ordinal) ? new FakeReply { Thought = ["Look", " outside"], Pieces = [], ToolCalls = [new FakeToolCall("get_weather", """{"city":"Paris"}""") { Fragments = ["{\"ci", "ty\":\"Paris\"}"] }] }
            : FakeReply.Usual;
        // The script asks in this order; what breaks comes near the end.
        fake.Behaviors.Next(Behavior.Usual, new Behavior { Between = [AnthropicEvents.Ping] }, Behavior.Usual, Behavior.Usual, Behavior.Usual, Behavior.EndingAfter(2, StreamEnding.Error), Behavior.Replying(AnthropicReplies.Overloaded));

        var told = await NodeScript.RunAsync("fake-anthropic.mjs", "@anthropic-ai/sdk", [fake.Endpoint, "m"], Token);

        Assert.Equal(FakeReply.Usual.Text, told.GetProperty("whole").GetProperty("text").GetString());
        Assert.Equal(46, told.GetProperty("whole").GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.Equal((FakeReply.Usual.Text, "end_turn", 12), (told.GetProperty("streamed").GetProperty("text").GetString(), told.GetProperty("streamed").GetProperty("stop").GetString(), told.GetProperty("streamed").GetProperty("output").GetInt32()));
        Assert.Equal(["thinking", "tool_use"], told.GetProperty("called").GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal("Paris", told.GetProperty("called").GetProperty("input").GetProperty("city").GetString());
        Assert.Equal("It is sunny", told.GetProperty("answered").GetString());
        Assert.Equal(46, told.GetProperty("counted").GetInt32());
        Assert.Equal(("NotFoundError", 404, "not_found_error"), Refusal(told.GetProperty("unknown")));
        Assert.StartsWith("req_", told.GetProperty("unknown").GetProperty("requestId").GetString(), StringComparison.Ordinal);
        Assert.Equal("overloaded_error", told.GetProperty("broken").GetProperty("type").GetString());
        Assert.Equal((529, "overloaded_error"), (told.GetProperty("overloaded").GetProperty("status").GetInt32(), told.GetProperty("overloaded").GetProperty("type").GetString()));
        Assert.Equal(["m", "n"], told.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
    }

    [Fact]
    public async Task Ollamas_own_client_takes_the_fake_for_Ollama()
    {
        await using var fake = new FakeOllama { Models = [new("m", "completion", "tools", "thinking"), new("e", "embedding")] };
        fake.Reply = request => request.Text.Contains("weather", StringComparison.Ordinal)
            ? new FakeReply { Thought = ["Look", " outside"], Pieces = [], ToolCalls = [new FakeToolCall("get_weather", """{"city":"Paris"}""")] }
            : FakeReply.Usual;

        fake.Behaviors.Next(Behavior.Usual, Behavior.Usual, Behavior.Usual, Behavior.Usual, Behavior.EndingAfter(2, StreamEnding.Error), Behavior.Replying(OllamaReplies.Busy));
        var told = await NodeScript.RunAsync("fake-ollama.mjs", "ollama", [fake.Endpoint], Token);

        Assert.Equal((FakeReply.Usual.Text, "stop", 46), (told.GetProperty("whole").GetProperty("text").GetString(), told.GetProperty("whole").GetProperty("reason").GetString(), told.GetProperty("whole").GetProperty("prompt").GetInt32()));
        Assert.Equal(FakeReply.Usual.Text, told.GetProperty("streamed").GetString());
        Assert.Equal(("Look outside", "Paris"), (told.GetProperty("called").GetProperty("thinking").GetString(), told.GetProperty("called").GetProperty("city").GetString()));
        Assert.Equal(FakeReply.Usual.Text, told.GetProperty("generated").GetString());
        Assert.Equal([8, 8], told.GetProperty("embedded").EnumerateArray().Select(length => length.GetInt32()));
        Assert.Equal(["m:latest", "e:latest", "new:latest"], told.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
        Assert.Equal("pulling manifest", told.GetProperty("pulled")[0].GetString());
        Assert.Equal("success", told.GetProperty("pulled").EnumerateArray().Last().GetString());
        Assert.Equal(["m:latest", "e:latest"], told.GetProperty("left").EnumerateArray().Select(model => model.GetString()));
        Assert.Equal(["completion", "tools", "thinking"], told.GetProperty("capabilities").EnumerateArray().Select(ability => ability.GetString()));
        Assert.Contains("model 'nobody' not found", told.GetProperty("unknown").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("unexpected EOF", told.GetProperty("broken").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(503, told.GetProperty("busy").GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task OpenAIs_own_client_takes_the_fakes_pictures_for_OpenAIs()
    {
        await using var fake = new FakeOpenAi();
        // The script asks in this order: seven answers that are right, one that breaks, three that the fake refuses by itself, two that it is told to refuse.
        fake.Behaviors.Next([
            .. Enumerable.Repeat(Behavior.Usual, 7),
            Behavior.EndingAfter(2, StreamEnding.Error),
            .. Enumerable.Repeat(Behavior.Usual, 3),
            Behavior.Replying(OpenAiImageReplies.ModerationBlocked),
            Behavior.Replying(Replies.RateLimited(7)),
        ]);

        var told = await NodeScript.RunAsync("fake-images.mjs", "openai", [fake.Endpoint], Token);

        Assert.Equal((2, "image/png", 256), (told.GetProperty("linked").GetInt32(), told.GetProperty("link").GetProperty("type").GetString(), ReadPng.Of(told.GetProperty("link").GetProperty("png").GetString()!).Width));
        Assert.Equal("A detailed picture of a cat", told.GetProperty("revised").GetString());
        var whole = told.GetProperty("whole");
        Assert.Equal((true, 274, "1024x1024"), (whole.GetProperty("same").GetBoolean(), whole.GetProperty("usage").GetInt32(), whole.GetProperty("size").GetString()));
        Assert.Equal((969, true), (told.GetProperty("edited").GetProperty("tokens").GetInt32(), told.GetProperty("edited").GetProperty("differs").GetBoolean()));
        Assert.Equal(2, told.GetProperty("varied").GetInt32());
        Assert.Equal(["image_generation.partial_image", "image_generation.partial_image", "image_generation.completed"], told.GetProperty("streamed").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(["image_edit.partial_image", "image_edit.completed"], told.GetProperty("editing").EnumerateArray().Select(type => type.GetString()));
        Assert.NotEqual(JsonValueKind.Null, told.GetProperty("broken").ValueKind);
        Assert.Equal(("BadRequestError", 400, "unknown_parameter", "response_format"), Wrong(told.GetProperty("unknown")));
        Assert.Equal(("BadRequestError", 400, "integer_above_max_value", "n"), Wrong(told.GetProperty("many")));
        Assert.Equal(("BadRequestError", 400, "unsupported_file_mimetype", "image"), Wrong(told.GetProperty("bytes")));
        Assert.Equal(("BadRequestError", 400, "moderation_blocked", null), Wrong(told.GetProperty("blocked")));
        Assert.Equal(("RateLimitError", 429, "rate_limit_exceeded", null), Wrong(told.GetProperty("busy")));
    }

    [Theory]
    [MemberData(nameof(OllamaRecordings))]
    public async Task The_fake_of_Ollama_takes_what_real_clients_send(string recording)
    {
        await using var fake = new FakeOllama { Models = [new("m", "completion", "tools", "thinking", "vision", "embedding")] };
        var answer = await RawClient.AskAsync(fake.Url, Recordings.Load(recording).First.Request, Token);
        Assert.StartsWith("HTTP/1.1 200 OK", System.Text.Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
    }

    public static TheoryData<string> OllamaRecordings() => [.. Recordings.Names("client-ollama").Where(name => !name.Contains("generate", StringComparison.Ordinal)), "client-litellm/ollama-chat"];

    private static (string?, int, string?, string?) Wrong(JsonElement refusal) =>
        (refusal.GetProperty("name").GetString(), refusal.GetProperty("status").GetInt32(), refusal.GetProperty("code").GetString(), refusal.GetProperty("param").GetString());

    private static (string?, int, string?) Refusal(JsonElement refusal) =>
        (refusal.GetProperty("name").GetString(), refusal.GetProperty("status").GetInt32(), refusal.GetProperty("type").GetString());
}

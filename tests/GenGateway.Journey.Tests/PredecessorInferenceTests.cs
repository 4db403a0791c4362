using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>The predecessor's route: its documented body, unchanged.</summary>
public sealed class PredecessorInferenceTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private const string Path = "/api/v1/inference";
    private const string Documented =
        """
        {
          "text": "The future of artificial intelligence",
          "max_tokens": 100,
          "temperature": 0.7,
          "top_p": 0.9
        }
        """;

    [Fact]
    public async Task The_documented_body_is_answered_and_the_text_begins_with_the_prompt()
    {
        var answer = (await Client.PostAsync(Path, Documented, Token)).Expect(200);

        Assert.Equal(["metadata", "model", "text"], answer.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("tiny-chat", answer.GetProperty("model").GetString());
        var text = answer.GetProperty("text").GetString()!;
        Assert.StartsWith("The future of artificial intelligence", text, StringComparison.Ordinal);
        Assert.True(text.Length > "The future of artificial intelligence".Length);
        var metadata = answer.GetProperty("metadata");
        Assert.InRange(metadata.GetProperty("tokens_generated").GetInt32(), 1, 100);
        Assert.InRange(metadata.GetProperty("processing_time_ms").GetDouble(), 0, 60_000);
        Assert.Contains(metadata.GetProperty("finish_reason").GetString(), new[] { "stop", "length" });
    }

    [Fact]
    public async Task Fifty_tokens_are_the_default_length()
    {
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, "endless") });
        var answer = (await gateway.Client.PostAsync(Path, Greedy("Once upon a time").With("model", "endless"), Token)).Expect(200);

        Assert.Equal(50, Tokens(answer));
        Assert.Equal("length", answer.GetProperty("metadata").GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Temperature_zero_and_top_p_zero_both_take_the_best_token()
    {
        var greedy = Text(await Client.PostAsync(Path, Greedy("Once upon a time"), Token));
        var narrow = Text(await Client.PostAsync(Path, new JsonObject { ["text"] = "Once upon a time", ["top_p"] = 0 }, Token));

        Assert.Equal(greedy, narrow);
        Assert.Equal(greedy, Text(await Client.PostAsync(Path, Greedy("Once upon a time"), Token)));
    }

    [Fact]
    public async Task The_text_goes_in_raw_as_the_completions_route_has_it()
    {
        var inference = Text(await Client.PostAsync(Path, Greedy("Once upon a time").With("max_tokens", 20), Token));
        var completion = (await Client.PostAsync("/v1/completions", Bodies.Completion("Once upon a time").With("echo", true).With("max_tokens", 20).With("temperature", 0), Token)).Expect(200);

        Assert.Equal(completion.GetProperty("choices")[0].GetProperty("text").GetString(), inference);
    }

    [Fact]
    public async Task Seed_stop_and_model_are_honoured()
    {
        JsonObject Drawn() => new() { ["text"] = "Once upon a time", ["seed"] = 5, ["max_tokens"] = 30, ["model"] = "tiny-chat" };
        var first = Text(await Client.PostAsync(Path, Drawn(), Token));
        Assert.Equal(first, Text(await Client.PostAsync(Path, Drawn(), Token)));

        var stop = first.Substring(first.Length - 8, 4);
        var stopped = (await Client.PostAsync(Path, Drawn().With("stop", stop), Token)).Expect(200);
        var before = first["Once upon a time".Length..];
        Assert.Equal("Once upon a time" + before[..before.IndexOf(stop, StringComparison.Ordinal)], stopped.GetProperty("text").GetString());
        Assert.Equal("stop", stopped.GetProperty("metadata").GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task JSON_is_taken_under_any_content_type()
    {
        var request = GatewayClient.Post(Path, System.Text.Encoding.UTF8.GetBytes("""{"text":"Hello","max_tokens":1}"""), "text/plain");

        (await Client.SendAsync(request, Token)).Expect(200);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"text":null}""", 400)]
    [InlineData("""{"text":7}""", 400)]
    [InlineData("""{"text":"Hello","max_tokens":0}""", 400)]
    [InlineData("""{"text":"Hello","max_tokens":-5}""", 400)]
    [InlineData("""{"text":"Hello","max_tokens":"5"}""", 400)]
    [InlineData("""{"text":"Hello","temperature":2.5}""", 400)]
    [InlineData("""{"text":"Hello","temperature":-1}""", 400)]
    [InlineData("""{"text":"Hello","top_p":1.5}""", 400)]
    [InlineData("""{"text":"Hello","min_p":-0.5}""", 400)]
    [InlineData("""{"text":"Hello","model":"gpt-nobody-has"}""", 404)]
    public async Task Errors_have_the_familys_shape(string body, int status) => (await Client.PostAsync(Path, body, Token)).ExpectInferenceError(status);

    private static JsonObject Greedy(string text) => new() { ["text"] = text, ["temperature"] = 0 };

    private static int Tokens(JsonElement answer) => answer.GetProperty("metadata").GetProperty("tokens_generated").GetInt32();

    private static string Text(WireAnswer answer) => answer.Expect(200).GetProperty("text").GetString()!;
}

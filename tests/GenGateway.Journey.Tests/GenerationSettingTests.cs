using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>What a request says about length, stops and chance reaches the engine.</summary>
public sealed class GenerationSettingTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private const string Path = "/v1/chat/completions";

    [Theory]
    [InlineData("max_tokens")]
    [InlineData("max_completion_tokens")]
    public async Task An_answer_ends_at_its_longest_length(string field)
    {
        var answer = (await Client.PostAsync(Path, Story().With(field, 3), Token)).Expect(200);

        Assert.Equal("length", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(3, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_ends_before_its_stop_string(bool listed)
    {
        var whole = Content((await Client.PostAsync(Path, Story().With("max_tokens", 60), Token)).Expect(200));
        // A stop string that begins and ends amid tokens: it is held back until it is certain, and cut exactly.
        var stop = whole.Substring(whole.Length / 2, 5);
        var expected = whole[..whole.IndexOf(stop, StringComparison.Ordinal)];
        JsonNode given = listed ? new JsonArray("never said at all", stop) : stop;

        var answer = (await Client.PostAsync(Path, Story().With("max_tokens", 60).With("stop", given), Token)).Expect(200);
        Assert.Equal(expected, Content(answer));
        Assert.Equal("stop", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());

        await using var stream = await Client.StreamAsync(Path, Story().With("max_tokens", 60).With("stop", given.DeepClone()), Token);
        var rest = await stream.RestAsync(Token);
        Assert.Equal(expected, rest.Text);
        Assert.Equal("stop", rest.FinishReason);
        Assert.True(rest.Done);
    }

    [Fact]
    public async Task A_stop_string_that_is_never_said_holds_nothing_back()
    {
        var plain = Content((await Client.PostAsync(Path, Story().With("max_tokens", 30), Token)).Expect(200));
        var stop = plain[^3..] + "\u0001";

        Assert.Equal(plain, Content((await Client.PostAsync(Path, Story().With("max_tokens", 30).With("stop", stop), Token)).Expect(200)));
    }

    [Fact]
    public async Task Temperature_zero_gives_the_same_answer_every_time()
    {
        var first = Content((await Client.PostAsync(Path, Story().With("max_tokens", 40), Token)).Expect(200));

        Assert.Equal(first, Content((await Client.PostAsync(Path, Story().With("max_tokens", 40), Token)).Expect(200)));
        Assert.Equal(first, Content((await Client.PostAsync(Path, Story().With("max_tokens", 40).With("seed", 99), Token)).Expect(200)));
    }

    [Fact]
    public async Task A_seed_repeats_an_answer_and_another_seed_gives_another()
    {
        JsonObject Drawn(int seed) => Bodies.Completion("Once upon a time").With("temperature", 1).With("max_tokens", 40).With("seed", seed);
        async Task<string> TextAsync(int seed) => Text(await Client.PostAsync("/v1/completions", Drawn(seed), Token));

        var first = await TextAsync(1);
        Assert.Equal(first, await TextAsync(1));
        List<string> others = [];
        for (var seed = 2; seed <= 6; seed++)
            others.Add(await TextAsync(seed));
        Assert.Contains(others, other => other != first);
    }

    [Fact]
    public async Task A_token_that_is_pushed_up_is_said()
    {
        var text = Text(await Client.PostAsync("/v1/completions", Bodies.Completion(new JsonArray(1000)).With("echo", true).With("max_tokens", 0), Token));
        var greedy = Bodies.Completion("Once upon a time").With("temperature", 0).With("max_tokens", 1);
        var usual = Text(await Client.PostAsync("/v1/completions", greedy, Token));
        var pushed = Text(await Client.PostAsync("/v1/completions", greedy.With("logit_bias", new JsonObject { ["1000"] = 100 }), Token));

        Assert.Equal(text, pushed);
        Assert.NotEqual(usual, pushed);
    }

    [Theory]
    [InlineData("top_k", 1)]
    [InlineData("min_p", 1)]
    [InlineData("top_p", 0)]
    public async Task What_leaves_one_token_to_draw_from_gives_the_likeliest_text(string field, int value)
    {
        JsonObject Hot() => Tale().With("temperature", 2).With("seed", 1);
        var greedy = await TextAsync(Tale());

        Assert.NotEqual(greedy, await TextAsync(Hot()));
        Assert.Equal(greedy, await TextAsync(Hot().With(field, value)));
    }

    [Theory]
    [InlineData("repetition_penalty", 100, 1)]
    [InlineData("frequency_penalty", 2, 0)]
    [InlineData("presence_penalty", 2, 0)]
    public async Task A_penalty_changes_a_text_that_repeats_itself(string field, int value, int neutral)
    {
        var greedy = await TextAsync(Tale());
        var words = greedy.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(words.Distinct(StringComparer.Ordinal).Count() < words.Length, $"This text repeats no word: {greedy}");

        Assert.Equal(greedy, await TextAsync(Tale().With(field, neutral)));
        Assert.NotEqual(greedy, await TextAsync(Tale().With(field, value)));
    }

    [Fact]
    public async Task A_token_that_is_pushed_down_is_not_said()
    {
        // The model's " a", with which the likeliest tale begins.
        const int A = 263;
        Assert.Equal(" a", (await TextAsync(Bodies.Completion(new JsonArray(300, A)).With("echo", true).With("max_tokens", 0)))[^2..]);
        Assert.StartsWith(" a ", await TextAsync(Tale()), StringComparison.Ordinal);

        var pushed = await TextAsync(Tale().With("logit_bias", new JsonObject { [A.ToString(CultureInfo.InvariantCulture)] = -100 }));
        Assert.False(pushed.StartsWith(" a ", StringComparison.Ordinal), pushed);
    }

    // Greedy, unless more is said, and long enough to repeat words.
    private static JsonObject Tale() => Bodies.Completion("Once upon a time").With("temperature", 0).With("max_tokens", 40);

    private async Task<string> TextAsync(JsonObject body) => Text(await Client.PostAsync("/v1/completions", body, Token));

    private static JsonObject Story() => Bodies.Chat("Tell me a story about a fox.").With("temperature", 0);

    private static string Text(WireAnswer answer) => answer.Expect(200).GetProperty("choices")[0].GetProperty("text").GetString()!;

    private static string Content(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
}

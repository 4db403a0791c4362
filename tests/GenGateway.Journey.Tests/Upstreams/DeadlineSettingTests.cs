using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Which of the configured limits holds: the 504 names it. The first that is set: the model's, the backend's, a written timeout_ms, routing's.</summary>
public sealed class DeadlineSettingTests : UpstreamTest
{
    private const string Defaults = "defaults: { connection: { timeout_ms: 310 } }\n";

    [Theory]
    [InlineData("routing: { deadlines: { first_token_ms: 400 } }\n", null, 400)]
    [InlineData("routing: { deadlines: { first_token_ms: 400 } }\n" + Defaults, null, 310)]
    [InlineData(Defaults, "timeout_ms: 420", 420)]
    [InlineData(Defaults, "timeout_ms: 420, deadlines: { first_token_ms: 210 }", 210)]
    [InlineData("routing: { models: { public-model: { deadlines: { first_token_ms: 230 } } } }\n", "timeout_ms: 420, deadlines: { first_token_ms: 110 }", 230)]
    public Task The_limit_of_a_first_token_is_the_first_that_is_set(string settings, string? ofBackend, int milliseconds) =>
        LateAsync(settings, ofBackend, stream: true, $" {milliseconds} ms (deadlines.first_token_ms)");

    [Theory]
    [InlineData("routing: { deadlines: { total_ms: 400 } }\n", null, 400)]
    [InlineData("routing: { deadlines: { total_ms: 400 } }\n" + Defaults, null, 310)]
    [InlineData(Defaults, "timeout_ms: 420", 420)]
    [InlineData(Defaults, "timeout_ms: 420, deadlines: { total_ms: 210 }", 210)]
    [InlineData("routing: { models: { public-model: { deadlines: { total_ms: 230 } } } }\n", "timeout_ms: 420, deadlines: { total_ms: 110 }", 230)]
    public Task The_limit_of_a_whole_answer_is_the_first_that_is_set(string settings, string? ofBackend, int milliseconds) =>
        LateAsync(settings, ofBackend, stream: false, $" {milliseconds} ms (deadlines.total_ms)");

    [Fact]
    public async Task A_models_limit_holds_for_that_model_alone()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(
            new Backends().Add("one", "openai", fake.Endpoint, Model, Served).Add("two", "openai", fake.Endpoint, "patient", Served),
            "engine: { enabled: false }\nrouting: { models: { public-model: { deadlines: { between_tokens_ms: 200 } } } }\n");
        fake.Behaviors.Next(Behavior.Holding(HoldPlace.BehindPieces, 2));
        var error = (await StreamAsync(gateway.Client, Question())).ExpectBroken("Hello world");
        Assert.Contains("200 ms (deadlines.between_tokens_ms)", error.GetProperty("message").GetString(), StringComparison.Ordinal);

        // The other model's stream outlives a second one of the first: what ends that does not end this.
        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 2 };
        fake.Behaviors.Next(new Behavior { Hold = hold }, Behavior.Holding(HoldPlace.BehindPieces, 2));
        var patient = StreamAsync(gateway.Client, Question("patient"));
        await hold.Point.ReachedAsync(Token);
        (await StreamAsync(gateway.Client, Question())).ExpectBroken("Hello world");
        hold.Point.Release();
        (await patient).ExpectWhole(TestKit.FakeReply.Usual.Text);
    }

    private async Task LateAsync(string settings, string? ofBackend, bool stream, string told)
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.Silent();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served, ofBackend), "engine: { enabled: false }\n" + settings);
        var error = (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", stream), Token)).ExpectError(504, "timeout");
        Assert.Contains(told, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        await fake.Traffic.UntilAsync(traffic => traffic.Running == 0, "the backend saw that it was given up", Token);
    }
}

using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Which of the configured limits holds: the 504 names it. The first that is set: the model's, the backend's, a written timeout_ms, routing's.</summary>
public sealed class DeadlineSettingTests : UpstreamTest
{
    private const string Routing = "routing: { deadlines: { first_token_ms: 400, total_ms: 1500 } }\n";

    [Theory]
    [InlineData(Routing, null, 400, 1500)]
    [InlineData(Routing + "defaults: { connection: { timeout_ms: 310 } }\n", null, 310, 310)]
    [InlineData(Routing + "defaults: { connection: { timeout_ms: 310 } }\n", "timeout_ms: 420", 420, 420)]
    [InlineData(Routing, "timeout_ms: 700", 700, 700)]
    [InlineData(Routing, "timeout_ms: 900, deadlines: { first_token_ms: 210, total_ms: 320 }", 210, 320)]
    [InlineData("routing: { models: { public-model: { deadlines: { first_token_ms: 230, total_ms: 340 } } } }\n", "timeout_ms: 900, deadlines: { first_token_ms: 110, total_ms: 120 }", 230, 340)]
    public async Task The_limit_that_is_named_is_the_one_that_holds(string settings, string? ofBackend, int firstToken, int total)
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.Silent();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served, ofBackend), "engine: { enabled: false }\n" + settings);

        Assert.Contains($" {firstToken} ms (deadlines.first_token_ms)", await LateAsync(gateway, stream: true), StringComparison.Ordinal);
        Assert.Contains($" {total} ms (deadlines.total_ms)", await LateAsync(gateway, stream: false), StringComparison.Ordinal);
        await fake.Traffic.UntilAsync(traffic => traffic.Running == 0, "the backend saw that it was given up", Token);
    }

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

        // The other model's stream outlives a second one of the first: what holds for that does not end this.
        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 2 };
        fake.Behaviors.Next(new Behavior { Hold = hold }, Behavior.Holding(HoldPlace.BehindPieces, 2));
        var patient = StreamAsync(gateway.Client, Question("patient"));
        await hold.Point.ReachedAsync(Token);
        (await StreamAsync(gateway.Client, Question())).ExpectBroken("Hello world");
        hold.Point.Release();
        (await patient).ExpectWhole(TestKit.FakeReply.Usual.Text);
    }

    private async Task<string?> LateAsync(GatewayProcess gateway, bool stream) =>
        (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", stream), Token)).ExpectError(504, "timeout").GetProperty("message").GetString();
}

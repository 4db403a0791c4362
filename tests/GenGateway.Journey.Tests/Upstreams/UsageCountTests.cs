using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Where a backend tells no usage, a model's tokenizer counts; without one the usage is unknown, and never 0.</summary>
public sealed class UsageCountTests : UpstreamTest
{
    private static readonly FakeReply Untold = FakeReply.Usual with { ReportsUsage = false };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_usage_that_nobody_told_is_counted_by_the_models_tokenizer(bool stream)
    {
        var fake = OpenAi();
        fake.Reply = static _ => Untold;
        var gateway = await StartAsync(Entry(fake.Endpoint));
        if (stream)
            (await StreamAsync(gateway.Client, Question())).ExpectWhole(Untold.Text);
        else
            (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        var usage = await UsageAsync(gateway);
        Assert.Equal("estimated", usage.GetProperty("source").GetString());
        Assert.InRange(usage.GetProperty("prompt_tokens").GetInt32(), 1, 10);
        Assert.InRange(usage.GetProperty("completion_tokens").GetInt32(), 2, 40);
    }

    [Fact]
    public async Task A_stream_whose_client_left_has_used_what_was_delivered()
    {
        var fake = OpenAi();
        fake.Behaviors.Next(Behavior.Holding(HoldPlace.BehindPieces, 2));
        var gateway = await StartAsync(Entry(fake.Endpoint));
        await using (var stream = await gateway.Client.StreamAsync("/v1/chat/completions", Question(), Token))
            Assert.Equal("Hello world", await stream.NextTextAsync(Token) + await stream.NextTextAsync(Token));
        var usage = await UsageAsync(gateway);
        Assert.Equal("estimated", usage.GetProperty("source").GetString());
        Assert.InRange(usage.GetProperty("completion_tokens").GetInt32(), 1, 11);
    }

    [Fact]
    public async Task Without_a_tokenizer_it_is_unknown()
    {
        var fake = OpenAi();
        fake.Reply = static _ => Untold;
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served));
        (await StreamAsync(gateway.Client, Question())).ExpectWhole(Untold.Text);
        var usage = await UsageAsync(gateway);
        Assert.Equal("unknown", usage.GetProperty("source").GetString());
        Assert.Equal(JsonValueKind.Null, usage.GetProperty("prompt_tokens").ValueKind);
    }

    [Fact]
    public async Task A_tokenizer_that_cannot_be_read_is_told_and_stops_nothing()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Entry($"name: one, protocol: openai, endpoints: [\"{fake.Endpoint}\"], models: [{{ id: {Model}, upstream: {Served}, tokenizer: nowhere }}], health_check: {{ enabled: false }}"));
        (await StreamAsync(gateway.Client, Question())).ExpectWhole(FakeReply.Usual.Text);
        Assert.Contains(gateway.Log.Output, static line => line.Contains("the tokenizer of model public-model (nowhere) cannot be read", StringComparison.Ordinal));
    }

    private static Backends Entry(string endpoint) =>
        new Backends().Entry($"name: one, protocol: openai, endpoints: [\"{endpoint}\"], models: [{{ id: {Model}, upstream: {Served}, tokenizer: \"{Repository.PathOf("models", "tiny-chat")}\" }}], health_check: {{ enabled: false }}");

    private async Task<JsonElement> UsageAsync(GatewayProcess gateway)
    {
        var record = await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions").EnumerateArray().FirstOrDefault(),
            static record => record.ValueKind == JsonValueKind.Object && record.GetProperty("status").GetString() is not "running",
            TimeSpan.FromSeconds(30),
            "the record of the answer",
            Token);
        return record.GetProperty("usage");
    }
}

using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests;

/// <summary>The short form of <c>bench/soak</c>: mixed load of fixed length. Afterwards nothing is left of it: no memory, no open request, no error.</summary>
public sealed class SoakTests : JourneyTest
{
    private const string Model = "served-model";
    private const string BadModel = "bad-model";
    private const int Clients = 8;

    // The heap finds its size in the first rounds; what leaks grows with every later one and passes this by far.
    private const double GenerousGrowth = 1.5;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Mixed_load_leaves_nothing_behind()
    {
        await using var upstream = new FakeOpenAi();
        await using var bad = new FakeOpenAi { Models = [BadModel] };
        bad.Behaviors.Standing = new Behavior { BodyCut = BodyCut.Reset };
        var gateway = await StartAsync(new GatewayOptions
        {
            ExpectsErrors = true,
            Files = new Dictionary<string, string>
            {
                ["config/backends.yaml"] = $"""
                    backends:
                      text:
                        - name: far
                          protocol: openai
                          endpoints: ["{upstream.Endpoint}"]
                          models: [{Model}]
                        - name: bad
                          protocol: openai
                          endpoints: ["{bad.Endpoint}"]
                          models: [{BadModel}]
                    """,
            },
        });

        await LoadAsync(gateway, rounds: 40);
        var warm = gateway.ResidentBytes;
        await LoadAsync(gateway, rounds: 120);
        var grown = gateway.ResidentBytes / (double)warm;

        Assert.True(grown < GenerousGrowth, $"Three times the load made {warm / 1048576} MB grow by the factor {grown:0.00}.");
        Assert.All(gateway.Log.UnexpectedErrors(), line => Assert.Contains("backend", line, StringComparison.Ordinal));
        await upstream.Traffic.UntilAsync(traffic => traffic.Running == 0, "nobody asks the backend any more", Token);
        await Eventually.ReachesAsync(
            () => gateway.Client.MetricsAsync(Token),
            page => page.Sum("gengateway_engine_sequences_active", "model", "tiny-chat") == 0,
            Soon,
            "no generation runs",
            Token);
    }

    private Task LoadAsync(GatewayProcess gateway, int rounds) => Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
    {
        for (var round = 0; round < rounds; round++)
            await AskAsync(gateway, client + round);
    }));

    private async Task AskAsync(GatewayProcess gateway, int turn)
    {
        switch (turn % 5)
        {
            case 0:
                (await gateway.Client.PostAsync("/v1/chat/completions", Chat(Model), Token)).Expect(200);
                break;
            case 1:
                await using (var stream = await gateway.Client.StreamAsync("/v1/chat/completions", Chat(Model), Token))
                    Assert.Equal((FakeReply.Usual.Text, true), await TextAsync(stream));
                break;
            case 2:
                // Leaves after the first word.
                await using (var left = await gateway.Client.StreamAsync("/v1/chat/completions", Chat(Model), Token))
                    await left.NextTextAsync(Token);
                break;
            case 3:
                // The upstream breaks, or its breaker is open: either way the client is told.
                Assert.NotEqual(200, (await gateway.Client.PostAsync("/v1/chat/completions", Chat(BadModel), Token)).Status);
                break;
            default:
                (await gateway.Client.PostAsync("/v1/chat/completions", Chat("tiny-chat").With("max_tokens", 8), Token)).Expect(200);
                break;
        }
    }

    private async Task<(string Text, bool Done)> TextAsync(EventStream stream)
    {
        var rest = await stream.RestAsync(Token);
        return (rest.Text, rest.Done);
    }

    private static JsonObject Chat(string model) => Bodies.Chat("Hello").With("model", model);
}

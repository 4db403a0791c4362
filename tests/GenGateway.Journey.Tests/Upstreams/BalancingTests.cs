using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Who is asked, seen from the backends.</summary>
public sealed class BalancingTests : UpstreamTest
{
    [Fact]
    public async Task Weights_of_backends_and_endpoints_are_their_shares()
    {
        var fakes = (FakeOpenAi[])[OpenAi(), OpenAi(), OpenAi()];
        var gateway = await StartAsync(
            new Backends()
                .Entry($"name: heavy, protocol: openai, weight: 3, endpoints: [{{ url: \"{fakes[0].Endpoint}\", weight: 2 }}, \"{fakes[1].Endpoint}\"], {Serving}")
                .Entry($"name: light, protocol: openai, endpoints: [\"{fakes[2].Endpoint}\"], {Serving}"),
            With("default_strategy: weighted_round_robin"));
        await AskAsync(gateway, 24);
        Assert.Equal([12, 6, 6], fakes.Select(static fake => fake.Generations.Count));
    }

    [Fact]
    public async Task The_default_is_a_round_and_a_backend_may_choose_otherwise()
    {
        var fakes = (FakeOpenAi[])[OpenAi(), OpenAi(), OpenAi()];
        var gateway = await StartAsync(
            new Backends()
                .Entry($"name: one, protocol: openai, load_balancer: {{ strategy: weighted_round_robin }}, endpoints: [{{ url: \"{fakes[0].Endpoint}\", weight: 3 }}, \"{fakes[1].Endpoint}\"], {Serving}")
                .Entry($"name: two, protocol: openai, weight: 9, endpoints: [\"{fakes[2].Endpoint}\"], {Serving}"));
        await AskAsync(gateway, 16);
        Assert.Equal([6, 2, 8], fakes.Select(static fake => fake.Generations.Count));
    }

    [Fact]
    public async Task Without_weight_it_serves_only_where_no_other_is_left()
    {
        var (spare, usual) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(
            new Backends().Entry($"name: one, protocol: openai, endpoints: [{{ url: \"{spare.Endpoint}\", weight: 0 }}, \"{usual.Endpoint}\"], {Serving}"),
            With("default_strategy: round_robin", "failures: 1, open_secs: 3600"));
        await AskAsync(gateway, 6);
        Assert.Equal((0, 6), (spare.Generations.Count, usual.Generations.Count));

        await usual.RefuseAsync();
        await AskAsync(gateway, 3);
        Assert.Equal(3, spare.Generations.Count);
    }

    [Theory]
    [InlineData("least_connections", 256)]
    [InlineData("round_robin", 1)]
    public async Task While_one_works_the_other_gets_everything(string strategy, int connections)
    {
        var fakes = (FakeOpenAi[])[OpenAi(), OpenAi()];
        var gateway = await StartAsync(
            new Backends().Entry($"name: one, protocol: openai, endpoints: [\"{fakes[0].Endpoint}\", \"{fakes[1].Endpoint}\"], max_connections: {connections}, {Serving}"),
            With($"default_strategy: {strategy}"));
        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 1 };
        foreach (var fake in fakes)
            fake.Behaviors.Standing = new Behavior { Hold = hold };
        await using var running = await gateway.Client.StreamAsync("/v1/chat/completions", Question(), Token);
        Assert.Equal("Hello", await running.NextTextAsync(Token));
        foreach (var fake in fakes)
            fake.Behaviors.Standing = Behavior.Usual;
        var busy = Assert.Single(fakes, static fake => fake.Generations.Count == 1);
        await AskAsync(gateway, 6);
        Assert.Single(busy.Generations);
        hold.Point.Release();
        Assert.True((await StreamOutcome.ReadAsync(running, Token)).Done);
    }

    [Theory]
    [InlineData("random")]
    [InlineData("least_latency")]
    public async Task Every_strategy_serves(string strategy)
    {
        var fakes = (FakeOpenAi[])[OpenAi(), OpenAi()];
        var gateway = await StartAsync(
            new Backends().Entry($"name: one, protocol: openai, endpoints: [\"{fakes[0].Endpoint}\", \"{fakes[1].Endpoint}\"], {Serving}"),
            With($"default_strategy: {strategy}"));
        await AskAsync(gateway, 12);
        Assert.Equal(12, fakes.Sum(static fake => fake.Generations.Count));
    }

    [Fact]
    public async Task A_conversation_stays_at_its_endpoint_and_moves_only_when_that_fails()
    {
        var fakes = (FakeOpenAi[])[OpenAi(), OpenAi(), OpenAi()];
        var gateway = await StartAsync(
            new Backends().Entry($"name: one, protocol: openai, endpoints: [{string.Join(", ", fakes.Select(static fake => $"\"{fake.Endpoint}\""))}], {Serving}"),
            With($"models: {{ {Model}: {{ sticky: conversation }} }}", "failures: 1, open_secs: 3600"));
        for (var conversation = 0; conversation < 12; conversation++)
        {
            var before = fakes.Select(static fake => fake.Generations.Count).ToArray();
            for (var turns = 1; turns <= 3; turns++)
                (await gateway.Client.PostAsync("/v1/chat/completions", Turn($"topic {conversation}", turns), Token)).Expect(200);
            Assert.Equal([0, 0, 3], fakes.Select((fake, i) => fake.Generations.Count - before[i]).Order());
        }

        Assert.True(fakes.Count(static fake => fake.Generations.Count > 0) > 1, "All conversations are at one endpoint.");
        var home = fakes.First(fake => fake.Generations.Any(static request => request.Text.Contains("topic 0", StringComparison.Ordinal)));
        await home.RefuseAsync();
        var others = fakes.Where(fake => fake != home).ToArray();
        var seen = others.Select(static fake => fake.Generations.Count).ToArray();
        for (var turns = 4; turns <= 6; turns++)
            (await gateway.Client.PostAsync("/v1/chat/completions", Turn("topic 0", turns), Token)).Expect(200);
        Assert.Equal([0, 3], others.Select((fake, i) => fake.Generations.Count - seen[i]).Order());
    }

    private static string Serving => $"models: [{{ id: {Model}, upstream: {Served} }}], retry_count: 0, health_check: {{ enabled: false }}";

    private static string With(string routing, string breaker = "failures: 1000") =>
        $"engine: {{ enabled: false }}\nbreaker: {{ {breaker} }}\nrouting: {{ {routing} }}\n";

    private static JsonObject Turn(string topic, int turns)
    {
        var messages = new JsonArray(new JsonObject { ["role"] = "system", ["content"] = "Be brief." }, new JsonObject { ["role"] = "user", ["content"] = topic });
        for (var turn = 1; turn < turns; turn++)
        {
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = "Yes." });
            messages.Add(new JsonObject { ["role"] = "user", ["content"] = $"And {turn}?" });
        }

        return new JsonObject { ["model"] = Model, ["messages"] = messages };
    }

    private async Task AskAsync(GatewayProcess gateway, int times)
    {
        for (var i = 0; i < times; i++)
            (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
    }
}

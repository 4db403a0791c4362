using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A backend is never asked more at once than it was said to take; who comes later waits.</summary>
public sealed class QueueSettingTests : UpstreamTest
{
    [Fact]
    public async Task The_default_for_connections_bounds_every_backend_that_does_not_say_its_own()
    {
        var fake = OpenAi();
        Hold[] holds = [.. Enumerable.Range(0, 4).Select(_ => new Hold(HoldPlace.BeforeHead))];
        fake.Behaviors.Next([.. holds.Select(hold => new Behavior { Hold = hold })]);
        var gateway = await StartAsync(
            new Backends().Add("one", "openai", fake.Endpoint, Model, Served),
            UpstreamSettings.Once + "defaults: { connection: { max_connections: 2 } }\n");
        var answers = holds.Select(_ => gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).ToArray();

        await WaitingAsync(gateway, 2);
        await holds[0].Point.ReachedAsync(Token);
        await holds[1].Point.ReachedAsync(Token);
        Assert.Equal((2, 2), (fake.Traffic.Running, fake.Generations.Count));
        foreach (var hold in holds)
        {
            await hold.Point.ReachedAsync(Token);
            hold.Point.Release();
        }

        foreach (var answer in await Task.WhenAll(answers))
            answer.Expect(200);
        Assert.Equal((2, 4), (fake.Traffic.MostRunning, fake.Generations.Count));
    }

    [Fact]
    public async Task A_backends_own_number_wins_over_the_default()
    {
        var fake = OpenAi();
        Hold[] holds = [.. Enumerable.Range(0, 3).Select(_ => new Hold(HoldPlace.BeforeHead))];
        fake.Behaviors.Next([.. holds.Select(hold => new Behavior { Hold = hold })]);
        var gateway = await StartAsync(
            new Backends().Add("one", "openai", fake.Endpoint, Model, Served, "max_connections: 3"),
            UpstreamSettings.Once + "defaults: { connection: { max_connections: 1 } }\n");
        var answers = holds.Select(_ => gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).ToArray();

        // All of them are there at once, or this does not come about.
        foreach (var hold in holds)
            await hold.Point.ReachedAsync(Token);
        foreach (var hold in holds)
            hold.Point.Release();
        foreach (var answer in await Task.WhenAll(answers))
            answer.Expect(200);
    }

    private Task<string> WaitingAsync(GatewayProcess gateway, int count) => Eventually.ReachesAsync(
        async () => (await gateway.Client.GetAsync("/metrics", Token)).Text,
        text => text.Split('\n').Any(line => line.StartsWith("gengateway_queue_waiting", StringComparison.Ordinal) && line.EndsWith($" {count}", StringComparison.Ordinal)),
        TimeSpan.FromSeconds(30),
        $"{count} requests wait",
        Token);
}

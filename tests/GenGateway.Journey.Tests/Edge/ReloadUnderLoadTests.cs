using System.Globalization;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Edge;

/// <summary>The configuration changes every 50 ms while clients ask: no request is dropped, and what went leaves nothing behind.</summary>
public sealed class ReloadUnderLoadTests : UpstreamTest
{
    private const int Clients = 6;
    private const int WarmReloads = 40;
    private const int Reloads = 160;
    private const long Megabyte = 1 << 20;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task No_request_is_dropped_and_memory_is_bounded()
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(BackendsOf(one, two, 0));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => LoadAsync(gateway, client, enough.Token)));

        await ReloadAsync(gateway, one, two, 0, WarmReloads);
        var warm = gateway.ResidentBytes;
        await ReloadAsync(gateway, one, two, WarmReloads, Reloads);
        var grown = gateway.ResidentBytes - warm;
        await enough.CancelAsync();
        await load;

        Assert.NotEmpty(one.Generations);
        Assert.InRange(grown, long.MinValue, 96 * Megabyte);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
    }

    // The backend itself changes each time: its connections are made anew, and those that were routed to the old one finish there.
    private static Backends BackendsOf(FakeOpenAi one, FakeOpenAi two, int turn) => new Backends().Add(
        "far",
        "openai",
        turn % 2 == 0 ? one.Endpoint : two.Endpoint,
        Model,
        Served,
        string.Create(CultureInfo.InvariantCulture, $"timeout_ms: {60_000 + turn}"));

    private async Task ReloadAsync(GatewayProcess gateway, FakeOpenAi one, FakeOpenAi two, int from, int to)
    {
        using var pace = new PeriodicTimer(Between);
        for (var turn = from; turn < to; turn++)
        {
            await pace.WaitForNextTickAsync(Token);
            await File.WriteAllTextAsync(Path.Combine(gateway.WorkingDirectory, "config", "backends.yaml"), BackendsOf(one, two, turn + 1).Yaml, Token);
            (await gateway.Client.PostAsync("/admin/reload", "", Token)).Expect(200);
        }
    }

    private async Task LoadAsync(GatewayProcess gateway, int client, CancellationToken enough)
    {
        for (var round = client; !enough.IsCancellationRequested; round++)
        {
            if (round % 2 == 0)
                (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
            else
                Assert.True((await StreamAsync(gateway.Client, Question())) is { Done: true, Broke: false, Error: null }, "A stream did not come to its end.");
        }
    }
}

using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Edge;

/// <summary>What outlasts the drain time: its client is told in the surface's shape, its backend is let go, and its record says so.</summary>
public sealed class DrainRecordTests : UpstreamTest
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("gengateway-drained-");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        place.Delete(recursive: true);
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/completions")]
    public async Task A_stream_that_is_cut_off_ends_with_an_error_and_is_recorded_as_interrupted(string path)
    {
        var fake = OpenAi();
        var first = await StartAsync(fake, 1);
        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 1 };
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var body = path.EndsWith("chat/completions", StringComparison.Ordinal) ? Question() : Bodies.Completion("hello").With("model", Model);
        await using var stream = await first.Client.StreamAsync(path, body, Token);
        await hold.Point.ReachedAsync(Token);

        await first.TerminateAsync(Token);
        var outcome = await StreamOutcome.ReadAsync(stream, Token);
        Assert.Equal(0, await first.ExitCodeAsync(Token));
        Assert.Equal("draining", outcome.ExpectBroken("").GetProperty("code").GetString());
        Assert.Null(outcome.FinishReason);
        await fake.Traffic.UntilAsync(traffic => traffic.Running == 0, "the backend is let go", Token);

        var second = await StartAsync(fake, 1);
        var record = Assert.Single((await second.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions").EnumerateArray());
        Assert.Equal("interrupted", record.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_whole_answer_that_is_cut_off_is_refused()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(fake, 1);
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Standing = new Behavior { Hold = hold };
        var running = gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        await hold.Point.ReachedAsync(Token);
        await gateway.TerminateAsync(Token);

        (await running).ExpectError(503, "draining");
        Assert.Equal(0, await gateway.ExitCodeAsync(Token));
    }

    private Task<GatewayProcess> StartAsync(TestKit.OpenAi.FakeOpenAi fake, int drainSeconds) => StartAsync(
        new Backends().Add("far", "openai", fake.Endpoint, Model, Served),
        UpstreamSettings.Once + $"server: {{ drain_timeout_secs: {drainSeconds} }}\n",
        options => options.WithEnvironment("DATABASE_CONNECTION_STRING", $"sqlite:file:{Path.Combine(place.FullName, "records.db")}?mode=rwc"));
}

using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>What the database keeps is there after the next start, and what a stop cut off is told.</summary>
public sealed class RestartTests : UpstreamTest
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("gengateway-store-");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        place.Delete(recursive: true);
    }

    [Fact]
    public async Task Backends_transactions_and_jobs_outlive_the_program()
    {
        var fake = OpenAi();
        var first = await StartAsync(Kept());
        (await first.Client.PostAsync("/v1/backends", $$"""{"name":"mine","protocol":"openai","backend_type":"text","endpoints":["{{fake.Endpoint}}"],"models":["{{Served}}"]}""", Token)).Expect(200);
        (await first.Client.PostAsync("/transactions", """{"transaction":{"prompt":"p","response":"r"}}""", Token)).Expect(202);
        var job = await SubmitAsync(first);
        await EndedAsync(first, job);
        await first.TerminateAsync(Token);
        Assert.Equal(0, await first.ExitCodeAsync(Token));

        var second = await StartAsync(Kept());
        (await second.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).Expect(200);
        Assert.Equal("api", (await second.Client.GetAsync("/v1/backends/mine", Token)).Expect(200).GetProperty("origin").GetString());
        Assert.Contains("p", (await second.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions").EnumerateArray().Select(item => item.GetProperty("prompt").GetString()));
        Assert.Equal("succeeded", (await second.Client.GetAsync(job, Token)).Expect(200).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_job_that_a_kill_cut_off_has_failed_after_the_next_start()
    {
        var fake = OpenAi();
        var first = await StartAsync(Kept());
        (await first.Client.PostAsync("/v1/backends", $$"""{"name":"mine","protocol":"openai","backend_type":"text","endpoints":["{{fake.Endpoint}}"],"models":["{{Served}}"]}""", Token)).Expect(200);
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var job = await SubmitAsync(first);
        await hold.Point.ReachedAsync(Token);
        await first.KillAsync(Token);

        var second = await StartAsync(Kept());
        var after = (await second.Client.GetAsync(job, Token)).Expect(200);
        Assert.Equal("failed", after.GetProperty("status").GetString());
        Assert.Contains("restart", after.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_job_is_let_finish_when_the_program_is_stopped()
    {
        var fake = OpenAi();
        var first = await StartAsync(Kept());
        (await first.Client.PostAsync("/v1/backends", $$"""{"name":"mine","protocol":"openai","backend_type":"text","endpoints":["{{fake.Endpoint}}"],"models":["{{Served}}"]}""", Token)).Expect(200);
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var job = await SubmitAsync(first);
        await hold.Point.ReachedAsync(Token);
        await first.TerminateAsync(Token);
        await Eventually.ReachesAsync(async () => (await first.Client.GetAsync("/readyz", Token)).Status, status => status == 503, TimeSpan.FromSeconds(20), "the program drains", Token);
        hold.Point.Release();
        Assert.Equal(0, await first.ExitCodeAsync(Token));

        var second = await StartAsync(Kept());
        Assert.Equal("succeeded", (await second.Client.GetAsync(job, Token)).Expect(200).GetProperty("status").GetString());
    }

    private GatewayOptions Kept() => new GatewayOptions { ExpectsErrors = true }.WithEnvironment("DATABASE_CONNECTION_STRING", $"sqlite:file:{place.FullName}/database.db?mode=rwc");

    private async Task<string> SubmitAsync(GatewayProcess gateway)
    {
        var request = GatewayClient.Post("/v1/chat/completions", Question(Served).ToJsonString());
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
        var taken = await gateway.Client.SendAsync(request, Token);
        taken.Expect(202);
        return taken.Header("Location")!;
    }

    private async Task EndedAsync(GatewayProcess gateway, string job)
    {
        JsonElement ended = await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync(job, Token)).Expect(200),
            seen => seen.GetProperty("finished_at").ValueKind == JsonValueKind.Number,
            TimeSpan.FromSeconds(30),
            "the job ended",
            Token);
        Assert.Equal("succeeded", ended.GetProperty("status").GetString());
    }
}

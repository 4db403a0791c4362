using System.Text.Json;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Where records lie, and for how long, is what the environment and the configuration say.</summary>
public sealed class DatabaseSettingTests : JourneyTest
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("gengateway-store-");

    private string Database => Path.Combine(place.FullName, "database.db");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        place.Delete(recursive: true);
    }

    [Theory]
    [InlineData("DATABASE_CONNECTION_STRING")]
    [InlineData("DATABASE_CONNECTION_STRING_VAR")]
    [InlineData("GEN_GATEWAY__DATABASE__CONNECTION_STRING")]
    public async Task The_records_lie_where_a_variable_says(string variable)
    {
        var gateway = await StartAsync(new GatewayOptions().WithEnvironment(variable, "sqlite:file:elsewhere/mine.db?mode=rwc"));
        await PostAsync(gateway, "found here");
        await StopAsync(gateway);
        Assert.False(File.Exists(Path.Combine(gateway.WorkingDirectory, "data", "database.db")));
        Assert.Equal("found here", await SqlShell.RunAsync(Path.Combine(gateway.WorkingDirectory, "elsewhere", "mine.db"), "SELECT prompt FROM transactions", Token));
    }

    [Fact]
    public async Task Rows_stay_unless_they_are_to_be_dropped()
    {
        var first = await StartAsync(At());
        await PostAsync(first, "old");
        await StopAsync(first);

        var second = await StartAsync(At());
        Assert.Equal("old", await PromptsAsync(second));
        await StopAsync(second);

        var third = await StartAsync(At().WithEnvironment("DATABASE_MIGRATION_MODE", "drop_recreate"));
        Assert.Empty(await PromptsAsync(third));
        await PostAsync(third, "new");
        Assert.Equal("new", await PromptsAsync(third));
    }

    [Fact]
    public async Task A_finished_job_is_kept_for_the_configured_hours_and_then_gone()
    {
        var options = At().WithConfiguration("jobs: { keep_hours: 3 }\n");
        var first = await StartAsync(options);
        var request = GatewayClient.Post("/v1/completions", Bodies.Completion("Hi").With("max_tokens", 1).ToJsonString());
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
        var job = (await first.Client.SendAsync(request, Token)).Header("Location")!;
        await Eventually.ReachesAsync(
            async () => (await first.Client.GetAsync(job, Token)).Expect(200).GetProperty("status").GetString(),
            static status => status == "succeeded",
            TimeSpan.FromSeconds(30),
            "the job ended",
            Token);
        await StopAsync(first);
        Assert.Equal("10800", await SqlShell.RunAsync(Database, "SELECT CAST(ROUND((julianday(expires_at) - julianday(finished_at)) * 86400) AS INTEGER) FROM jobs", Token));

        // Three hours later, for all that the program can see.
        await SqlShell.RunAsync(Database, "UPDATE jobs SET expires_at = '2020-01-01T00:00:00.000Z'", Token);
        var second = await StartAsync(options);
        (await second.Client.GetAsync(job, Token)).ExpectError(404, "not_found");
        Assert.Empty((await second.Client.GetAsync("/v1/jobs", Token)).Expect(200).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task The_oldest_responses_go_where_a_key_keeps_too_much()
    {
        const string path = "/v1/responses";
        var first = await StartAsync(At());
        var old = await RespondAsync(first);
        await StopAsync(first);

        // As if it were so large that nothing else has room beside it.
        await SqlShell.RunAsync(Database, "UPDATE response_sizes SET bytes = bytes + 1073741824", Token);
        await SqlShell.RunAsync(Database, "UPDATE response_sums SET bytes = bytes + 1073741824", Token);
        var second = await StartAsync(At());
        (await second.Client.GetAsync($"{path}/{old}", Token)).Expect(200);
        var newer = await RespondAsync(second);
        await Eventually.ReachesAsync(
            async () => (await second.Client.GetAsync($"{path}/{old}", Token)).Status,
            static status => status == 404,
            TimeSpan.FromSeconds(30),
            "the old response made room",
            Token);
        (await second.Client.GetAsync($"{path}/{newer}", Token)).Expect(200);
        var latest = await RespondAsync(second);
        await StopAsync(second);
        Assert.Equal("2", await SqlShell.RunAsync(Database, $"SELECT COUNT(*) FROM responses WHERE id IN ('{newer}', '{latest}')", Token));

        static string IdOf(WireAnswer answer) => answer.Expect(200).GetProperty("id").GetString()!;
        async Task<string> RespondAsync(GatewayProcess gateway) => IdOf(await gateway.Client.PostAsync(path, """{"model":"tiny-chat","input":"Hi","max_output_tokens":1}""", Token));
    }

    private GatewayOptions At() => new GatewayOptions().WithEnvironment("DATABASE_CONNECTION_STRING", $"sqlite:file:{Database}?mode=rwc");

    private async Task PostAsync(GatewayProcess gateway, string prompt) =>
        (await gateway.Client.PostAsync("/transactions", $$"""{"transaction":{"prompt":{{JsonSerializer.Serialize(prompt)}},"response":"r"} }""", Token)).Expect(202);

    private async Task<string> PromptsAsync(GatewayProcess gateway) =>
        string.Join(", ", (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions").EnumerateArray().Select(item => item.GetProperty("prompt").GetString()));

    private async Task StopAsync(GatewayProcess gateway)
    {
        await gateway.TerminateAsync(Token);
        Assert.Equal(0, await gateway.ExitCodeAsync(Token));
    }
}

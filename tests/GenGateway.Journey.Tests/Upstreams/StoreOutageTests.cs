using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>The database goes away while the program runs: requests do not notice until the journal is full, and then <c>records.on_full</c> decides.</summary>
public sealed class StoreOutageTests : UpstreamTest
{
    // Far more than fills a journal of 1 MB, whatever of a prompt is kept.
    private const int MostRequests = 100;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly string LongPrompt = string.Concat(Enumerable.Repeat("A long prompt. ", 20_000));

    [Fact]
    public async Task A_full_journal_refuses_where_that_is_wanted_and_answers_again_when_the_database_is_back()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Of(fake), UpstreamSettings.Once + "records: { journal_max_mb: 1, on_full: refuse }\n");
        (await AskAsync(gateway)).Expect(200);
        await BreakAsync(gateway);

        WireAnswer answer;
        var asked = 0;
        do
            answer = await AskAsync(gateway);
        while (answer.Status == 200 && ++asked < MostRequests);
        Assert.InRange(asked, 1, MostRequests - 1);
        answer.ExpectError(503, "records_full");
        Assert.NotNull(answer.Header("Retry-After"));
        // The refused one reached no backend; the one before the outage and those that found room did.
        Assert.Equal(asked + 1, fake.Generations.Count);

        Directory.Delete(Database(gateway));
        await Eventually.ReachesAsync(async () => (await AskAsync(gateway)).Status, static status => status == 200, Soon, "requests are answered again", Token);
        await Eventually.ReachesAsync(async () => (await gateway.Client.GetAsync("/metrics", Token)).Text, static text => text.Contains("\ngengateway_store_up 1\n", StringComparison.Ordinal), Soon, "the store takes records", Token);
    }

    [Fact]
    public async Task A_full_journal_drops_and_counts_otherwise()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Of(fake), UpstreamSettings.Once + "records: { journal_max_mb: 1 }\n");
        await BreakAsync(gateway);

        var isCounted = false;
        for (var i = 0; i < MostRequests && !isCounted; i++)
        {
            (await AskAsync(gateway)).Expect(200);
            isCounted = !(await gateway.Client.GetAsync("/metrics", Token)).Text.Contains("\ngengateway_records_dropped_total 0\n", StringComparison.Ordinal);
        }

        Assert.True(isCounted, "A journal of 1 MB took everything.");
    }

    private static Backends Of(FakeOpenAi fake) => new Backends().Add("one", "openai", fake.Endpoint, Model, Served);

    private static string Database(GatewayProcess gateway) => Path.Combine(gateway.WorkingDirectory, "data", "database.db");

    /// <summary>A folder in the file's place: no database can be opened or made there.</summary>
    private async Task BreakAsync(GatewayProcess gateway)
    {
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Database(gateway))!, "database.db*"))
            File.Delete(file);
        Directory.CreateDirectory(Database(gateway));
        await Eventually.ReachesAsync(
            () => gateway.Client.PostAsync("/transactions", """{"transaction":{"prompt":"p","response":"r"}}""", Token),
            static answer => answer.Status == 503,
            Soon,
            "the database is away",
            Token);
    }

    private Task<WireAnswer> AskAsync(GatewayProcess gateway) =>
        gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat(LongPrompt).With("model", Model), Token);
}

using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A key's money is spent by the price list, and a restart does not bring it back.</summary>
public sealed class BudgetTests : LimitTest
{
    private const string Key = "gg-canary-budget-5521aa";
    private const string OtherKey = "gg-canary-budget-5521ab";

    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("gengateway-budget-");

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        place.Delete(recursive: true);
    }

    [Theory]
    [InlineData("total", 86_400, 86_400)]
    [InlineData("month", 1, 31 * 86_400)]
    [InlineData("day", 1, 86_400)]
    public async Task A_key_that_has_spent_its_budget_is_refused_also_after_a_kill(string period, int least, int most)
    {
        // 46 and 12 tokens are 58 cents: the second answer passes the bound, the third is not asked for.
        var fake = OpenAi();
        var settings = Settings(period, "1");
        var first = await StartAsync(fake, settings, Kept);
        for (var i = 0; i < 2; i++)
            (await AskAsync(first, key: Key)).Expect(200);
        Refused(await AskAsync(first, key: Key));
        (await AskAsync(first, key: OtherKey)).Expect(200);
        await first.KillAsync(Token);

        var second = await StartAsync(fake, settings, Kept);
        Refused(await AskAsync(second, key: Key));
        (await AskAsync(second, key: OtherKey)).Expect(200);
        Assert.Equal(4, fake.Generations.Count);

        // A higher bound holds at once, and what was spent stays spent.
        await File.WriteAllTextAsync(Path.Combine(second.WorkingDirectory, "config", "gateway.yaml"), Settings(period, "1.2"), Token);
        (await second.Client.SendAsync(Authorized("/admin/reload"), Token)).Expect(200);
        (await AskAsync(second, key: Key)).Expect(200);
        Refused(await AskAsync(second, key: Key));

        void Refused(WireAnswer answer)
        {
            Assert.InRange(ExpectRefusal(answer, "budget_exceeded"), least, most);
            Assert.Contains("auth.api_keys[studio].budget.usd", answer.Text, StringComparison.Ordinal);
        }
    }

    private static string Settings(string period, string usd) => UpstreamSettings.Once
        + $"auth: {{ api_keys: [ {{ name: studio, key: {Key}, budget: {{ usd: {usd}, period: {period} }} }}, {OtherKey} ] }}\n"
        + $"prices: {{ {Model}: {{ input_per_million: 10000, output_per_million: 10000 }} }}\n";

    private GatewayOptions Kept(GatewayOptions options) => options.WithEnvironment("DATABASE_CONNECTION_STRING", $"sqlite:file:{place.FullName}/database.db?mode=rwc");

    private static HttpRequestMessage Authorized(string path)
    {
        var request = GatewayClient.Post(path, "{}");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {OtherKey}");
        return request;
    }
}

using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

public sealed class RateLimitTests : IDisposable
{
    private static readonly RatesConfig StandingGlobal = new(100, 200);
    private static readonly RatesConfig StandingClient = new(10, 20);

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("rate_limit:")]
    [InlineData("rate_limit: {enabled: false, global: {requests_per_second: 1}}")]
    public void Without_a_section_that_counts_there_is_no_limit(string yaml) => Assert.Equal(RateLimitConfig.None, Of(yaml));

    [Fact]
    public void In_a_section_the_defaults_hold()
    {
        var limits = Of("rate_limit: {enabled: true}");
        Assert.Equal((StandingGlobal, StandingClient), (limits.Global, limits.PerClient));
        limits = Of("rate_limit: {global: {requests_per_second: 7}, per_client: {burst_size: 3, tokens_per_minute: 50}}");
        Assert.Equal((new RatesConfig(7, 200), new RatesConfig(10, 3, TokensPerMinute: 50)), (limits.Global, limits.PerClient));
        limits = Of("rate_limit: {global: {requests_per_second: 0}, per_client: {requests_per_second: 0, max_concurrent: 4}}");
        Assert.Equal((RatesConfig.None, new RatesConfig(MaxConcurrent: 4)), (limits.Global, limits.PerClient));
    }

    [Fact]
    public void A_predecessors_flat_form_limits_everybody_together_and_the_nested_one_wins()
    {
        Assert.Equal(new RateLimitConfig(new(5, 6), RatesConfig.None, new Dictionary<string, RatesConfig>()), Of("rate_limit: {enabled: true, requests_per_second: 5, burst_size: 6}"));
        Assert.Equal(StandingGlobal, Of("rate_limit: {requests_per_second: 0, burst_size: 0}").Global);
        var both = Of("rate_limit: {requests_per_second: 5, burst_size: 6, global: {requests_per_second: 9}}");
        Assert.Equal((new RatesConfig(9, 6), StandingClient), (both.Global, both.PerClient));
    }

    [Fact]
    public void Models_keys_and_backends_have_limits_of_their_own()
    {
        const string rates = "{requests_per_second: 5, burst_size: 10, requests_per_minute: 100, tokens_per_minute: 20000, images_per_minute: 6, max_concurrent: 4}";
        var all = new RatesConfig(5, 10, 100, 20_000, 6, 4);
        var result = _place.Yaml($$"""
            auth: {api_keys: [plain-one-of-these-tests, {name: a, key: real-one-of-these-tests, limits: {{rates}}, budget: {usd: 25.5, period: day} }, {name: b, key: real-two-of-these-tests, budget: {usd: 1} }]}
            rate_limit: {per_model: {m: {{rates}} } }
            backends: {text: [{name: one, protocol: openai, endpoints: ['http://localhost:1'], rate_limit: {{rates}} }]}
            """).Load();
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        var config = result.Config!;
        Assert.Equal((all, all), (config.RateLimit.PerModel["m"], config.Backends[0].RateLimit));
        var keys = config.Auth.ApiKeys;
        Assert.Equal((all, new BudgetConfig(25.5m, BudgetPeriod.Day)), (keys.Find("real-one-of-these-tests")!.Limits, keys.Find("real-one-of-these-tests")!.Budget));
        Assert.Equal((null, new BudgetConfig(1, BudgetPeriod.Month)), (keys.Find("real-two-of-these-tests")!.Limits, keys.Find("real-two-of-these-tests")!.Budget));
        Assert.Equal((null, null), (keys.Find("plain-one-of-these-tests")!.Limits, keys.Find("plain-one-of-these-tests")!.Budget));
    }

    [Fact]
    public void A_key_with_other_limits_or_another_budget_is_another_key()
    {
        string[] entries = ["", ", limits: {max_concurrent: 1}", ", limits: {max_concurrent: 2}", ", budget: {usd: 1}", ", budget: {usd: 2}"];
        var sets = entries.Select(entry => _place.Yaml($"auth: {{api_keys: [{{name: a, key: real-one-of-these-tests{entry}}}]}}").Config().Auth.ApiKeys).ToArray();
        Assert.Equal(sets.Length, sets.Distinct().Count());
    }

    private RateLimitConfig Of(string yaml) => _place.Yaml(yaml).Config().RateLimit;
}

using GenGateway.Admission;
using GenGateway.Admission.Limiting;
using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Admission.Limiting;

public sealed class ExplainedLimitTests
{
    private readonly Limiter _limiter = new(new ManualClock());
    private readonly GenerationRequest _request = Requests.Chat("m", caller: new Caller(null, "10.0.0.1"));
    private readonly FakeBackend _backend = new("b", "m");

    public ExplainedLimitTests()
    {
        _limiter.Use(new RateLimitConfig(new(100, 100), new(RequestsPerMinute: 2, TokensPerMinute: 1000, MaxConcurrent: 1), new Dictionary<string, RatesConfig> { ["m"] = new(RequestsPerMinute: 7) }), new ApiKeySet([]));
        _limiter.UseBackends([KeyValuePair.Create("b", new RatesConfig(RequestsPerMinute: 1))]);
    }

    [Fact]
    public void Every_limit_that_concerns_it_is_told_in_its_order_and_nothing_is_taken()
    {
        for (var i = 0; i < 5; i++)
        {
            var limits = Explain();
            Assert.Equal(
                ["global requests 100", "address requests 2", "address tokens 1000", "address concurrency 1", "model requests 7", "backend requests 1"],
                limits.Select(static limit => $"{limit.Scope} {limit.Kind} {limit.Remaining}"));
            Assert.All(limits, static limit => Assert.False(limit.Refuses));
            Assert.Equal("b", limits[^1].Backend);
        }

        Assert.Equal(0, _limiter.Book!.Addresses.Count);
    }

    [Fact]
    public async Task What_is_taken_shows_and_what_would_refuse_says_so()
    {
        var gate = new AdmissionGate(_limiter);
        Assert.True((await gate.AdmitAsync(_request, CancellationToken.None)).TryGet(out var permit, out _));
        var during = Explain();
        Assert.Equal(["address concurrency"], during.Where(static limit => limit.Refuses).Select(static limit => $"{limit.Scope} {limit.Kind}"));
        await permit.DisposeAsync();
        Assert.True((await gate.AdmitAsync(_request, CancellationToken.None)).TryGet(out permit, out _));
        await permit.DisposeAsync();

        Assert.Equal(["address requests"], Explain().Where(static limit => limit.Refuses).Select(static limit => $"{limit.Scope} {limit.Kind}"));
        Assert.False((await gate.AdmitAsync(_request, CancellationToken.None)).TryGet(out _, out _));
    }

    [Fact]
    public void An_answer_that_can_never_pass_is_told()
    {
        var request = Requests.Chat("m", caller: new Caller(null, "10.0.0.1"), task: new ChatTask([new ChatMessage("user", "hello")], new TextParameters { MaxTokens = 1001 }));
        Assert.Equal(["tokens"], _limiter.Explain(request, []).Where(static limit => limit.Refuses).Select(static limit => limit.Kind));
    }

    private IReadOnlyList<ExplainedLimit> Explain() => _limiter.Explain(_request, [new Candidate(_backend, _backend, "m", "m", Deadlines.Default)]);
}

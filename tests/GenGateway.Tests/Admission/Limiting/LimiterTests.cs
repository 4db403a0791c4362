using System.Buffers;
using System.Text;
using GenGateway.Admission;
using GenGateway.Admission.Limiting;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Surfaces.Reading;
using GenGateway.Telemetry;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Admission.Limiting;

public sealed class LimiterTests
{
    private readonly ManualClock _clock = new();
    private readonly Limiter _limiter;
    private readonly AdmissionGate _gate;

    public LimiterTests() => (_limiter, _gate) = Make(_clock);

    [Fact]
    public void Without_limits_nothing_is_kept_and_nothing_told()
    {
        _limiter.Use(RateLimitConfig.None, new ApiKeySet([]));
        Assert.Null(_limiter.Book);
        var request = Of();
        Admit(request);
        Assert.Null(request.Rates);
    }

    [Fact]
    public async Task What_one_limit_refuses_costs_the_others_nothing()
    {
        Use(new(10, 10, TokensPerMinute: 1000, ImagesPerMinute: 5, MaxConcurrent: 5), new(3, 3));
        for (var i = 0; i < 3; i++)
            await Admit(Of("10.0.0.1")).DisposeAsync();
        for (var i = 0; i < 50; i++)
            Assert.Contains("rate_limit.per_client.requests_per_second is 3", Refuse(Of("10.0.0.1")).Message, StringComparison.Ordinal);
        // Seven of ten are left for others.
        for (var i = 0; i < 7; i++)
            await Admit(Of($"10.0.1.{i}")).DisposeAsync();
        var refused = Refuse(Of("10.0.2.1"));
        Assert.Contains("rate_limit.global.requests_per_second is 10", refused.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(0.1), refused.RetryAfter);
        Assert.Equal(0, _gate.Travelling);
        Assert.Contains("gengateway_limit_refusals_total{limit=\"requests\",scope=\"address\"} 50\n", Page(), StringComparison.Ordinal);
        Assert.Contains("gengateway_limit_refusals_total{limit=\"requests\",scope=\"global\"} 1\n", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_has_its_own_limits_or_those_of_every_client_and_no_key_takes_of_anothers()
    {
        Use(RatesConfig.None, new(2, 2), Key("own", new RatesConfig(RequestsPerMinute: 3)), Key("plain"));
        Assert.Equal((3, 2, 2), (await CountAsync("own"), await CountAsync("plain"), await CountAsync(null)));
        Assert.Contains("auth.api_keys[own].limits.requests_per_minute is 3", Refuse(OfKey("own")).Message, StringComparison.Ordinal);
        Assert.Contains("rate_limit.per_client.requests_per_second is 2", Refuse(OfKey("plain")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_are_given_back_when_the_answer_is_complete_and_not_later()
    {
        Use(new(MaxConcurrent: 1), RatesConfig.None);
        var request = Of();
        var permit = Admit(request);
        Assert.Equal((FailureKind.RateLimitExceeded, TimeSpan.FromSeconds(1)), (Refuse(Of()).Kind, Refuse(Of()).RetryAfter));
        var entry = new TestEntry(request);
        entry.Admitted(permit);
        entry.Complete();

        var next = Admit(Of());
        await permit.DisposeAsync();
        Refuse(Of());
        await next.DisposeAsync();
        await Admit(Of()).DisposeAsync();
        Assert.Equal(0, _gate.Travelling);
    }

    [Fact]
    public async Task Tokens_are_reserved_and_settled_once_by_what_was_used()
    {
        Use(new(TokensPerMinute: 1000), RatesConfig.None);
        var request = Text(900);
        var permit = Admit(request);
        Assert.Equal(98, Remaining(request, RateKind.Tokens));
        Assert.Contains("rate_limit.global.tokens_per_minute is 1000", Refuse(Text(900)).Message, StringComparison.Ordinal);
        var entry = new TestEntry(request);
        entry.Admitted(permit);
        entry.Tally.AddUsage(new Usage(10, 20));
        entry.Complete();
        Assert.Equal(970, Remaining(request, RateKind.Tokens));
        await permit.DisposeAsync();
        await permit.DisposeAsync();
        Assert.Equal(970, Remaining(request, RateKind.Tokens));
        Assert.Equal(0, _gate.Travelling);

        // More than was reserved is a debt.
        request = Text(10);
        permit = Admit(request);
        entry = new TestEntry(request);
        entry.Admitted(permit);
        entry.Tally.AddUsage(new Usage(1000, 500));
        entry.Complete();
        Assert.Equal(0, Remaining(request, RateKind.Tokens));
        Assert.InRange(Refuse(Text(10)).RetryAfter!.Value.TotalSeconds, 30, 35);
    }

    [Fact]
    public async Task Whoever_leaves_pays_for_the_prompt_and_what_came_and_whoever_got_nothing_pays_nothing()
    {
        Use(new(TokensPerMinute: 1000), RatesConfig.None);
        foreach (var (deltas, left) in new[] { (0, 1000), (5, 993) })
        {
            var request = Text(500);
            var permit = Admit(request);
            var entry = new TestEntry(request);
            entry.Admitted(permit);
            for (var i = 0; i < deltas; i++)
                entry.Tally.AddDelta();
            await permit.DisposeAsync();
            Assert.Equal(left, Remaining(request, RateKind.Tokens));
        }
    }

    [Fact]
    public void An_answer_or_so_many_pictures_that_can_never_pass_are_told_so()
    {
        Use(new(TokensPerMinute: 1000, ImagesPerMinute: 4), RatesConfig.None);
        Assert.Contains("can never pass. Lower max_tokens", Refuse(Text(1001)).Message, StringComparison.Ordinal);
        // An estimate is no reason: it waits for a full minute at most.
        Admit(Text(1000));
        Assert.Contains("tokens_per_minute is 1000, and what is left", Refuse(Text(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_models_limit_holds_under_every_name_of_the_model_and_gives_everything_back()
    {
        _limiter.Use(new RateLimitConfig(new(10, 10), RatesConfig.None, new Dictionary<string, RatesConfig> { ["real"] = new(RequestsPerMinute: 1) }), new ApiKeySet([]));
        var request = Of();
        Assert.Null(Admit(request).Enter(At("alias", "real")));
        var second = Admit(Of());
        var refusal = second.Enter(At("real", "real"));
        Assert.Contains("rate_limit.per_model.real.requests_per_minute is 1", refusal!.Message, StringComparison.Ordinal);
        Assert.Equal(9, Remaining(request, RateKind.Requests));
        Assert.Null(Admit(Of()).Enter(At("other", "other")));
    }

    [Fact]
    public void A_limited_backend_is_passed_over_and_the_shortest_wait_is_told()
    {
        _limiter.UseBackends([new("one", new RatesConfig(RequestsPerMinute: 1)), new("two", new RatesConfig(RequestsPerSecond: 1))]);
        var (one, two, free) = (At("m", "m", "one"), At("m", "m", "two"), At("m", "m", "free"));
        var first = Asking();
        Assert.Null(first.Ask(one));
        first.Entry!.Began(one);
        Assert.Null(first.Ask(two));
        first.Entry.Began(two);

        var second = Asking();
        Assert.Equal(TimeSpan.FromSeconds(60), second.Ask(one)!.RetryAfter);
        var soonest = second.Ask(two)!;
        Assert.Equal(TimeSpan.FromSeconds(1), soonest.RetryAfter);
        Assert.Contains("backend 'two': rate_limit.requests_per_second is 1", soonest.Message, StringComparison.Ordinal);
        Assert.Same(soonest, second.Ask(one));
        Assert.Null(second.Ask(free));
        Assert.Contains("{limit=\"requests\",scope=\"backend\"} 3\n", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_got_no_turn_at_a_backend_took_nothing_of_it()
    {
        _limiter.UseBackends([new("one", new RatesConfig(RequestsPerMinute: 1, MaxConcurrent: 1)), new("two", new RatesConfig(MaxConcurrent: 1))]);
        var (one, two) = (At("m", "m", "one"), At("m", "m", "two"));
        var first = Asking();
        Assert.Null(first.Ask(one));
        Assert.Null(first.Ask(two));
        Assert.Null(Asking().Ask(one));
        Assert.NotNull(Asking().Ask(two));
        first.Settle();
        Assert.Null(Asking().Ask(two));
    }

    [Fact]
    public async Task Reloading_gives_no_burst_and_keeps_what_runs()
    {
        Use(new(10, 10, MaxConcurrent: 2), RatesConfig.None);
        var held = Admit(Of());
        for (var i = 0; i < 9; i++)
            await Admit(Of()).DisposeAsync();
        for (var i = 0; i < 50; i++)
        {
            Use(new(10 + (i % 2), 8 + (i % 3), MaxConcurrent: 2), RatesConfig.None);
            Refuse(Of());
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        Use(new(10, 10, MaxConcurrent: 1), RatesConfig.None);
        Assert.Contains("max_concurrent is 1", Refuse(Of()).Message, StringComparison.Ordinal);
        await held.DisposeAsync();
        await Admit(Of()).DisposeAsync();
    }

    [Fact]
    public async Task A_budget_refuses_when_it_is_spent_and_charges_what_was_cut_off_too()
    {
        _limiter.Use(RateLimitConfig.None, new ApiKeySet([Key("k", null, new BudgetConfig(1, BudgetPeriod.Total))]));
        Assert.True(_limiter.Unknown.TryRead(out var before));
        Assert.Equal("k", before.Key);
        await SpendAsync(usage: new Usage(10, 20));
        await SpendAsync(usage: null);
        before.Tell(0.5);
        var refusal = Refuse(OfKey("k"));
        Assert.Equal((FailureKind.BudgetExceeded, TimeSpan.FromDays(1)), (refusal.Kind, refusal.RetryAfter));
        Assert.Contains("auth.api_keys[k].budget.usd is 1, period total", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("{limit=\"budget\",scope=\"key\"} 1\n", Page(), StringComparison.Ordinal);

        async Task SpendAsync(Usage? usage)
        {
            var request = OfKey("k");
            var permit = Admit(request);
            var entry = new PricedEntry(request);
            entry.Admitted(permit);
            for (var i = 0; i < 20; i++)
                entry.Tally.AddDelta();
            if (usage is not null)
                entry.Tally.AddUsage(usage);
            await permit.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_client_is_told_of_its_tightest_limit()
    {
        Use(new(100, 100), new(5, 10, RequestsPerMinute: 4));
        var request = Of();
        await Admit(request).DisposeAsync();
        Assert.True(request.Rates!.TryRead(RateKind.Requests, out var standing));
        Assert.Equal(new RateStanding(4, 3, TimeSpan.FromSeconds(15)), standing);
        Assert.False(request.Rates.TryRead(RateKind.Tokens, out _));

        Use(new(100, 100), RatesConfig.None);
        request = Of();
        await Admit(request).DisposeAsync();
        Assert.True(request.Rates!.TryRead(RateKind.Requests, out standing));
        Assert.Equal((100L, 98L), (standing.Limit, standing.Remaining));
    }

    [Fact]
    public void The_time_of_day_moves_no_limit()
    {
        var clock = new WallClock();
        var (limiter, gate) = Make(clock);
        limiter.Use(new RateLimitConfig(new(1, 1), RatesConfig.None, new Dictionary<string, RatesConfig>()), new ApiKeySet([]));
        Assert.True(gate.AdmitAsync(Of(), CancellationToken.None).Result().TryGet(out _, out _));
        foreach (var day in (int[])[1, -400, 4000])
        {
            clock.Day = day;
            Assert.False(gate.AdmitAsync(Of(), CancellationToken.None).Result().TryGet(out _, out _));
        }
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("everybody")]
    [InlineData("a key")]
    [InlineData("an address")]
    [InlineData("all, their model and their backend")]
    public async Task Admission_and_settlement_allocate_nothing(string limited)
    {
        var six = new RatesConfig(1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000, 1_000);
        var (global, client) = (limited is "everybody" or "all, their model and their backend" ? six : RatesConfig.None, limited is "nobody" or "everybody" ? RatesConfig.None : six);
        var models = new Dictionary<string, RatesConfig>();
        if (limited.StartsWith("all", StringComparison.Ordinal))
        {
            models["m"] = six;
            _limiter.UseBackends([new("b", six)]);
        }

        _limiter.Use(new RateLimitConfig(global, client, models), new ApiKeySet([Key("k")]));
        var request = AsItCame(new Caller(limited is "a key" or "all, their model and their backend" ? "k" : null, "127.0.0.1"));
        using var entry = new SameEntry(request);
        var candidate = At("m", "m");
        await RunAsync(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await RunAsync(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, _gate.Travelling);

        async ValueTask RunAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                if (!(await _gate.AdmitAsync(request, CancellationToken.None)).TryGet(out var permit, out _))
                    throw new InvalidOperationException("The limits are too low.");
                entry.Admitted(permit);
                if (permit.Enter(candidate) is not null || permit.Ask(candidate) is not null)
                    throw new InvalidOperationException("The limits of the model or the backend are too low.");
                permit.Settle();
                await permit.DisposeAsync();
                entry.ForgetPermit();
            }
        }
    }

    [Fact]
    public async Task A_permit_that_serves_again_has_nothing_of_the_request_before()
    {
        Use(new(10, 10), new(5, 5), Key("k", null, new BudgetConfig(1, BudgetPeriod.Total)));
        var first = OfKey("k");
        var permit = Admit(first);
        var entry = new TestEntry(first);
        entry.Admitted(permit);
        await permit.DisposeAsync();
        entry.ForgetPermit();
        Assert.Null(first.Rates);

        var second = Of("10.9.9.9");
        Assert.Same(permit, Admit(second));
        Assert.Null(permit.Entry);
        Assert.Equal(4, Remaining(second, RateKind.Requests));
        Assert.Equal(1, _gate.Travelling);
        await permit.DisposeAsync();
        await permit.DisposeAsync();
        Assert.Equal(0, _gate.Travelling);
        // One that nobody said is done with serves nobody else.
        Assert.NotSame(permit, Admit(Of()));
    }

    private static (Limiter Limiter, AdmissionGate Gate) Make(TimeProvider clock)
    {
        var limiter = new Limiter(clock);
        return (limiter, new AdmissionGate(limiter));
    }

    private void Use(RatesConfig global, RatesConfig client, params ApiKey[] keys) =>
        _limiter.Use(new RateLimitConfig(global, client, new Dictionary<string, RatesConfig>()), new ApiKeySet(keys));

    private static ApiKey Key(string name, RatesConfig? limits = null, BudgetConfig? budget = null) =>
        ApiKey.From(new Secret($"secret-{name}"), default).With(name, new KeyEntry(ApiKey.AllScopes, [], null, limits, budget));

    private static GenerationRequest Of(string address = "127.0.0.1") => Requests.Chat(caller: new Caller(null, address));

    private static GenerationRequest OfKey(string name) => Requests.Chat(caller: new Caller(name, "127.0.0.1"));

    // With its body, by which tokens are estimated without decoding it.
    private static GenerationRequest AsItCame(Caller caller)
    {
        var body = """{"model":"m","max_tokens":10,"messages":[{"role":"user","content":"hello"}]}"""u8.ToArray();
        Assert.True(BodyPeek.Read(body, OpenAiPeek.Chat).TryGet(out var peeked, out _));
        return new GenerationRequest { Id = "r", Surface = "test", Caller = caller, Capability = Capability.Chat, Source = new ChatBody(body), Wire = new WireBody(WireProtocol.OpenAiChat, body, peeked, null) };
    }

    private static GenerationRequest Text(int maxTokens) =>
        Requests.Chat(caller: new Caller(null, "127.0.0.1"), task: new ChatTask([new ChatMessage("user", "hello")], new TextParameters { MaxTokens = maxTokens }));

    private static Candidate At(string shown, string id, string backend = "b")
    {
        var fake = new FakeBackend(backend, id);
        return new Candidate(fake, fake, "upstream", shown, Deadlines.Default) { CatalogueName = id };
    }

    private LimitedPermit Asking()
    {
        var request = Of();
        var permit = (LimitedPermit)Admit(request);
        new TestEntry(request).Admitted(permit);
        return permit;
    }

    private Permit Admit(GenerationRequest request)
    {
        Assert.True(_gate.AdmitAsync(request, CancellationToken.None).Result().TryGet(out var permit, out var failure), failure?.Message);
        return permit;
    }

    private Failure Refuse(GenerationRequest request)
    {
        Assert.False(_gate.AdmitAsync(request, CancellationToken.None).Result().TryGet(out _, out var failure));
        return failure;
    }

    private async Task<int> CountAsync(string? key)
    {
        var count = 0;
        while (count < 100 && (await _gate.AdmitAsync(key is null ? Of() : OfKey(key), CancellationToken.None)).TryGet(out var permit, out _))
        {
            count++;
            await permit.DisposeAsync();
        }

        return count;
    }

    private static long Remaining(GenerationRequest request, RateKind kind)
    {
        Assert.True(request.Rates!.TryRead(kind, out var standing));
        return standing.Remaining;
    }

    private string Page()
    {
        var output = new ArrayBufferWriter<byte>();
        _limiter.Write(new PrometheusWriter(output, openMetrics: false));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private sealed class PricedEntry(GenerationRequest request) : Entry(request, TimeProvider.System)
    {
        public override double? CostOf(Usage? usage, int images) => usage?.CompletionTokens / 80.0;

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        protected override Failure? Reserve() => null;

        protected override TallyText? CreateText() => null;

        protected override void Settle()
        {
        }
    }

    private sealed class SameEntry(GenerationRequest request) : Entry(request, TimeProvider.System), IDisposable
    {
        public void Dispose()
        {
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        protected override Failure? Reserve() => null;

        protected override TallyText? CreateText() => null;

        protected override void Settle()
        {
        }
    }

    private sealed class WallClock : TimeProvider
    {
        public int Day { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddDays(5000 + Day);

        public override long GetTimestamp() => 12_345;
    }
}

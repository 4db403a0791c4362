using System.Text;
using GenGateway.Admission.Keys;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Admission.Keys;

public sealed class KeyBookTests
{
    private readonly FixedClock _clock = new();
    private readonly KeptKeys _store = new();
    private readonly List<ApiKey> _file = [];
    private readonly KeyBook _guarded;
    private readonly KeyBook _free;

    public KeyBookTests()
    {
        _guarded = new KeyBook(_store, () => new ApiKeySet(_file), guarded: true, _clock);
        _free = new KeyBook(_store, () => new ApiKeySet(_file), guarded: false, _clock);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_has_a_text_of_its_own_and_only_its_hash_is_stored()
    {
        var one = await MadeAsync("""{"name":"one"}""");
        var two = await MadeAsync("""{"name":"two"}""");

        Assert.Matches("^gg-[A-Za-z0-9]{43}$", one.Text!.Reveal());
        Assert.NotEqual(one.Text, two.Text);
        Assert.Equal((true, false), (one.IsFirst, two.IsFirst));
        Assert.Matches("^key_[0-9a-f]{32}$", one.Key.Id);
        Assert.Equal(ApiKey.From(one.Text, default).HashText(), one.Key.Sha256);
        Assert.DoesNotContain(one.Text.Reveal(), _store.All[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(ApiKey.AllScopes, one.Key.Scopes);
    }

    [Fact]
    public async Task A_key_keeps_all_that_was_said_of_it_and_each_of_it_counts()
    {
        var made = await MadeAsync("""{"name":"all","scopes":["generate","admin"],"models":["llama3","openai/*"],"limits":{"tokens_per_minute":100},"budget":{"usd":2.5,"period":"day"},"expires":"2026-10-02T00:00:00Z"}""");

        var key = Assert.Single(KeyMaking.KeysOf(made.Key, out var problem));
        Assert.Null(problem);
        Assert.Equal(("all", 100L, 2.5m, BudgetPeriod.Day), (key.Name, key.Limits!.TokensPerMinute, key.Budget!.Usd, key.Budget.Period));
        Assert.Equal(["generate", "admin"], key.Scopes);
        Assert.Equal(["llama3", "openai/*"], key.Models);
        Assert.Equal(new DateTimeOffset(2026, 10, 2, 0, 0, 0, TimeSpan.Zero), key.Expires);
        Assert.NotNull(new ApiKeySet([key]).Find(made.Text!.Reveal()));
    }

    [Theory]
    [InlineData("""{"scopes":["read"]}""", "name", "needed")]
    [InlineData("""{"name":"a b"}""", "name", "letters")]
    [InlineData("""{"name":"-a"}""", "name", "letters")]
    [InlineData("""{"name":"a","scopes":["root"]}""", "scopes[0]", "must be one of")]
    [InlineData("""{"name":"a","scope":["read"]}""", "scope", "did you mean scopes?")]
    [InlineData("""{"name":"a","key":"hidden"}""", "key", "the gateway makes the text itself")]
    [InlineData("""{"name":"a","env":"HIDDEN"}""", "env", "the gateway makes the text itself")]
    [InlineData("""{"name":"a","sha256":"hidden"}""", "sha256", "64 hexadecimal digits")]
    [InlineData("""{"name":"a","expires":"soon"}""", "expires", "must be a time")]
    [InlineData("""{"name":"a","expires":"2026-10-01T12:00:00Z"}""", "expires", "is over")]
    [InlineData("""{"name":"a","limits":{"tokens_per_minute":0}}""", "limits.tokens_per_minute", "1 to")]
    [InlineData("""{"name":"a","limits":{"tokens":1}}""", "limits.tokens", "not a setting")]
    [InlineData("""{"name":"a","budget":{"period":"day"}}""", "budget.usd", "needed")]
    [InlineData("""{"name":"a","name":"b"}""", "name", "written twice")]
    [InlineData("""{"name":"a","scopes":["generate"]}""", "scopes", "scope admin")]
    [InlineData("""{"name":"a","enabled":false}""", "scopes", "scope admin")]
    public async Task A_body_that_is_no_key_is_refused_by_the_field_at_fault(string body, string param, string words)
    {
        var failure = await RefusedAsync(_guarded.CreateAsync(Bytes(body), Cancel));
        Assert.Equal((FailureKind.InvalidValue, param), (failure.Kind, failure.Param));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(_store.All);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}{}")]
    public async Task What_is_no_JSON_is_refused_as_that(string body)
    {
        Assert.Equal(FailureKind.InvalidJson, (await RefusedAsync(_guarded.CreateAsync(Bytes(body), Cancel))).Kind);
        await MadeAsync("""{"name":"boss"}""");
        Assert.Equal(FailureKind.InvalidJson, (await RefusedAsync(_guarded.ChangeAsync("boss", Bytes(body), Cancel))).Kind);
    }

    [Fact]
    public async Task A_name_is_given_once_over_file_and_database_and_never_again()
    {
        _file.Add(ApiKey.From(new Secret("written"), new ConfigOrigin("config/gateway.yaml", 3, 5)).With("studio", Everything()));
        await MadeAsync("""{"name":"boss"}""");
        await MadeAsync("""{"name":"ci"}""");
        Assert.True((await _guarded.RevokeAsync("ci", Cancel)).TryGet(out _, out _));

        Assert.Contains("config/gateway.yaml:3:5", (await RefusedAsync(_guarded.CreateAsync(Bytes("""{"name":"STUDIO"}"""), Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("already", (await RefusedAsync(_guarded.CreateAsync(Bytes("""{"name":"Boss"}"""), Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("revoked", (await RefusedAsync(_guarded.CreateAsync(Bytes("""{"name":"ci"}"""), Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("revoked", (await RefusedAsync(_guarded.RotateAsync("ci", TimeSpan.Zero, Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("config/gateway.yaml:3:5", (await RefusedAsync(_guarded.RevokeAsync("studio", Cancel))).Message, StringComparison.Ordinal);
        Assert.Equal(FailureKind.NotFound, (await RefusedAsync(_guarded.RevokeAsync("nobody", Cancel))).Kind);
    }

    [Fact]
    public async Task A_text_that_is_there_already_can_be_kept_by_its_hash_once_and_no_sample()
    {
        static string Hash(string text) => ApiKey.From(new Secret(text), default).HashText();
        var body = $$"""{"name":"mine","sha256":"{{Hash("a-text-of-my-own").ToUpperInvariant()}}"}""";
        var made = await MadeAsync(body);
        Assert.Null(made.Text);
        Assert.NotNull(new ApiKeySet(KeyMaking.KeysOf(made.Key, out _)).Find("a-text-of-my-own"));
        Assert.Equal("sha256", (await RefusedAsync(_guarded.CreateAsync(Bytes(body.Replace("mine", "other", StringComparison.Ordinal)), Cancel))).Param);
        Assert.Contains("stands in the documentation", (await RefusedAsync(_guarded.CreateAsync(Bytes($$"""{"name":"s","sha256":"{{Hash("your-api-key")}}"}"""), Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_rotation_the_text_before_counts_for_its_grace_and_no_longer()
    {
        var first = await MadeAsync("""{"name":"boss"}""");
        Assert.True((await _guarded.RotateAsync("boss", TimeSpan.FromSeconds(60), Cancel)).TryGet(out var second, out _));
        var keys = new ApiKeySet(KeyMaking.KeysOf(second.Key, out _));
        Assert.Null(keys.Find(second.Text!.Reveal())!.Expires);
        Assert.Equal(FixedClock.Start.AddSeconds(60), keys.Find(first.Text!.Reveal())!.Expires);

        Assert.True((await _guarded.RotateAsync("boss", TimeSpan.Zero, Cancel)).TryGet(out var third, out _));
        keys = new ApiKeySet(KeyMaking.KeysOf(third.Key, out _));
        Assert.Null(keys.Find(first.Text.Reveal()));
        Assert.Null(keys.Find(second.Text.Reveal()));
        Assert.NotNull(keys.Find(third.Text!.Reveal()));
        Assert.Equal(first.Key.Id, third.Key.Id);
    }

    [Fact]
    public async Task A_grace_ends_with_the_key()
    {
        await MadeAsync("""{"name":"boss"}""");
        var first = await MadeAsync("""{"name":"short","expires":"2026-10-01T12:00:30Z"}""");
        Assert.True((await _guarded.RotateAsync("short", TimeSpan.FromSeconds(60), Cancel)).TryGet(out var second, out _));
        Assert.Equal(FixedClock.Start.AddSeconds(30), new ApiKeySet(KeyMaking.KeysOf(second.Key, out _)).Find(first.Text!.Reveal())!.Expires);
    }

    [Fact]
    public async Task Members_that_are_sent_replace_the_keys_own_and_null_takes_one_away()
    {
        await MadeAsync("""{"name":"boss"}""");
        await MadeAsync("""{"name":"ci","scopes":["generate"],"models":["a"],"limits":{"max_concurrent":2}}""");

        Assert.True((await _guarded.ChangeAsync("ci", Bytes("""{"models":["b"],"limits":null,"enabled":false,"expires":"2027-01-01T00:00:00Z"}"""), Cancel)).TryGet(out var key, out _));
        Assert.Equal(["generate"], key.Scopes);
        Assert.Equal(["b"], key.Models);
        Assert.Equal((null, false, new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)), (key.Limits, key.Enabled, key.Expires));
        Assert.Empty(KeyMaking.KeysOf(key, out _));
        Assert.Equal("name", (await RefusedAsync(_guarded.ChangeAsync("ci", Bytes("""{"name":"cd"}"""), Cancel))).Param);
        Assert.Equal("sha256", (await RefusedAsync(_guarded.ChangeAsync("ci", Bytes($$"""{"sha256":"{{new string('0', 64)}}"}"""), Cancel))).Param);
        Assert.Equal(FailureKind.InvalidValue, (await RefusedAsync(_guarded.ChangeAsync("ci", Bytes("[]"), Cancel))).Kind);
    }

    [Fact]
    public async Task Over_HTTP_the_last_key_that_may_administer_stays_one_and_at_the_machine_it_may_go()
    {
        await MadeAsync("""{"name":"boss"}""");
        await MadeAsync("""{"name":"reader","scopes":["read"]}""");
        foreach (var refused in new[]
        {
            await RefusedAsync(_guarded.RevokeAsync("boss", Cancel)),
            await RefusedAsync(_guarded.ChangeAsync("boss", Bytes("""{"scopes":["read"]}"""), Cancel)),
            await RefusedAsync(_guarded.ChangeAsync("boss", Bytes("""{"enabled":false}"""), Cancel)),
            await RefusedAsync(_guarded.ChangeAsync("boss", Bytes("""{"expires":"2020-01-01T00:00:00Z"}"""), Cancel)),
        })
            Assert.Contains("the last one that may administer", refused.Message, StringComparison.Ordinal);

        Assert.True((await _guarded.RotateAsync("boss", TimeSpan.Zero, Cancel)).TryGet(out _, out _));
        Assert.True((await _guarded.RevokeAsync("reader", Cancel)).TryGet(out _, out _));
        Assert.True((await _free.RevokeAsync("boss", Cancel)).TryGet(out var gone, out _));
        Assert.Equal("revoked", gone.StatusAt(_clock.GetUtcNow()));
    }

    [Fact]
    public void What_somebody_else_wrote_into_the_database_and_is_no_key_counts_for_nothing()
    {
        var key = new StoredKey { Id = "k", Name = "k", Sha256 = new string('0', 64), Scopes = ["generate"], CreatedAt = FixedClock.Start };
        Assert.Single(KeyMaking.KeysOf(key, out _));
        foreach (var wrong in new[] { key with { Sha256 = "short" }, key with { Limits = "{" }, key with { Budget = "[1]" }, key with { Scopes = ["root"] }, key with { Limits = "{\"a\":1}" } })
        {
            Assert.Empty(KeyMaking.KeysOf(wrong, out var problem));
            Assert.False(string.IsNullOrEmpty(problem));
        }
    }

    private static KeyEntry Everything() => new(ApiKey.AllScopes, [], null, null, null);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<Failure> RefusedAsync<T>(Task<Outcome<T>> work)
    {
        Assert.False((await work).TryGet(out _, out var failure));
        return failure;
    }

    private async Task<MadeKey> MadeAsync(string body)
    {
        Assert.True((await _guarded.CreateAsync(Bytes(body), Cancel)).TryGet(out var made, out var failure), failure?.Message);
        return made;
    }
}

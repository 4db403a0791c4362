using System.Diagnostics;
using System.Globalization;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A backend that says when it wants to be asked again: the client is told, and until then the backend is left alone.</summary>
public sealed class RetryAfterTests : UpstreamTest
{
    [Theory]
    [InlineData("30", 30, 30)]
    [InlineData("3600", 3600, 3600)]
    [InlineData("Sat, 31 Dec 2050 23:59:59 GMT", 1_000_000, int.MaxValue)]
    [InlineData("Fri, 31 Dec 2100 23:59:59 GMT", 1_000_000, long.MaxValue)]
    public async Task A_backend_that_wants_to_be_asked_later_is_told_to_the_client_at_once(string retryAfter, long least, long most)
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served));
        fake.Behaviors.Next(Behavior.Replying(Replies.RateLimited(retryAfter)));
        var started = Stopwatch.GetTimestamp();
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        Assert.True(answer.Status is 429 or 503, $"{answer.Status}: {answer.Text}");
        // Not whether it was fast, but that it did not wait the time itself.
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(25));
        Assert.InRange(long.Parse(answer.Header("Retry-After") ?? "0", CultureInfo.InvariantCulture), least, most);
    }

    [Fact]
    public async Task A_date_is_told_in_seconds()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served));
        fake.Behaviors.Next(Behavior.Replying(Replies.RateLimited(TimeProvider.System.GetUtcNow().AddHours(1).ToString("R", CultureInfo.InvariantCulture))));
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        Assert.True(answer.Status is 429 or 503, $"{answer.Status}: {answer.Text}");
        Assert.InRange(int.Parse(answer.Header("Retry-After") ?? "0", CultureInfo.InvariantCulture), 3000, 3600);
    }

    [Fact]
    public async Task It_is_not_asked_again_until_then_and_the_client_hears_of_the_limit()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served));
        fake.Behaviors.Next(Behavior.Replying(Replies.RateLimited(200)));
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).ExpectError(429, "rate_limit_exceeded");
        var second = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        second.ExpectError(429, "rate_limit_exceeded");
        Assert.InRange(int.Parse(second.Header("Retry-After") ?? "0", CultureInfo.InvariantCulture), 1, 200);
        Assert.Single(fake.Generations);

        var endpoint = (await gateway.Client.GetAsync("/v1/backends/one", Token)).Expect(200).GetProperty("endpoints")[0];
        Assert.True(endpoint.GetProperty("healthy").GetBoolean());
        Assert.Contains("left alone", endpoint.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Meanwhile_another_one_serves(int status)
    {
        var (busy, other) = (OpenAi(), OpenAi());
        busy.Behaviors.Standing = Behavior.Replying(Replies.Failure(status, "later").With("Retry-After", "200"));
        var gateway = await StartAsync(
            new Backends().Add("busy", "openai", busy.Endpoint, Model, Served).Add("other", "openai", other.Endpoint, Model, Served),
            UpstreamSettings.Patient);
        for (var i = 0; i < 10; i++)
            (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        Assert.Single(busy.Generations);
        Assert.Equal(10, other.Generations.Count);
    }

    [Fact]
    public async Task A_limit_of_one_model_is_not_one_of_the_others()
    {
        var fake = OpenAi();
        fake.Models = [Served, "small-model"];
        var gateway = await StartAsync(new Backends().Entry($"name: one, protocol: openai, endpoints: [\"{fake.Endpoint}\"], models: [{Served}, small-model], health_check: {{ enabled: false }}"));
        fake.Behaviors.Next(Behavior.Replying(Replies.RateLimited(200)));
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).ExpectError(429, "rate_limit_exceeded");
        (await gateway.Client.PostAsync("/v1/chat/completions", Question("small-model"), Token)).Expect(200);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).ExpectError(429, "rate_limit_exceeded");
    }
}

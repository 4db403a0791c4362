using System.Diagnostics;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Requests are let through as far as their limits go, no further, and no less far.</summary>
public sealed class RequestLimitTests : LimitTest
{
    private const string OneKey = "gg-canary-limit-one-77aa10";
    private const string OtherKey = "gg-canary-limit-two-77aa11";

    [Fact]
    public async Task A_burst_passes_at_once_and_then_the_rate_and_exactly_these()
    {
        const int burst = 10;
        var gateway = await StartAsync(OpenAi(), Limits($"global: {{ requests_per_second: 1, burst_size: {burst} }}, {NoClient}"));
        var began = Stopwatch.GetTimestamp();
        long first = 0;
        for (var passed = 0; passed < burst + 3;)
        {
            var sent = Stopwatch.GetTimestamp();
            var answer = await AskAsync(gateway);
            if (first == 0)
                first = Stopwatch.GetTimestamp();
            if (answer.Status == 200)
            {
                passed++;
                Assert.True(passed <= burst + Stopwatch.GetElapsedTime(began).TotalSeconds, $"{passed} passed after {Stopwatch.GetElapsedTime(began)}");
                continue;
            }

            // Refused is only who would have been one too many, by the time at which it was sent at the earliest.
            Assert.True(passed > burst + Stopwatch.GetElapsedTime(first, sent).TotalSeconds - 1, $"Only {passed} passed after {Stopwatch.GetElapsedTime(first, sent)}");
            Assert.Equal(1, ExpectRefusal(answer));
        }
    }

    [Fact]
    public async Task Of_many_at_once_exactly_the_burst_passes()
    {
        const int burst = 20;
        var fake = OpenAi();
        var gateway = await StartAsync(fake, Limits($"{NoGlobal}, per_client: {{ requests_per_second: 1, burst_size: {burst} }}"));
        var began = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync(gateway)));
        var passed = answers.Count(answer => answer.Status == 200);
        Assert.InRange(passed, burst, burst + Stopwatch.GetElapsedTime(began).TotalSeconds);
        Assert.Equal(passed, fake.Generations.Count);
        foreach (var refused in answers.Where(answer => answer.Status != 200))
            ExpectRefusal(refused);
        var metrics = await gateway.Client.MetricsAsync(Token);
        Assert.Equal(100 - passed, metrics.Sum("gengateway_limit_refusals_total", "scope", "address"));
    }

    [Fact]
    public async Task A_predecessors_flat_limit_is_everybodys_together()
    {
        var gateway = await StartAsync(OpenAi(), UpstreamSettings.Once + "rate_limit: { enabled: true, requests_per_second: 1, burst_size: 3 }\n");
        await ExpectBurstAsync(3, 1, () => AskAsync(gateway));
    }

    [Fact]
    public async Task Each_key_has_its_own_limits_or_those_of_every_client()
    {
        var gateway = await StartAsync(
            OpenAi(),
            Limits($"{NoGlobal}, per_client: {{ requests_per_second: 0, requests_per_minute: 2 }}")
                + $"auth: {{ api_keys: [ {{ name: studio, key: {OneKey}, limits: {{ requests_per_minute: 4 }} }}, {OtherKey} ] }}\n");
        await ExpectBurstAsync(4, 4 / 60.0, () => AskAsync(gateway, key: OneKey));
        await ExpectBurstAsync(2, 2 / 60.0, () => AskAsync(gateway, key: OtherKey));
        var refused = await AskAsync(gateway, key: OneKey);
        Assert.InRange(ExpectRefusal(refused), 1, 15);
        Assert.Contains("auth.api_keys[studio].limits.requests_per_minute is 4", refused.Text, StringComparison.Ordinal);
        Assert.Equal(("4", "0"), (refused.Header("x-ratelimit-limit-requests"), refused.Header("x-ratelimit-remaining-requests")));
        // A key that is none uses up nobody's limit and is no matter of limits.
        (await AskAsync(gateway, key: "gg-canary-nobody-00")).ExpectError(401, "invalid_api_key");
    }

    [Fact]
    public async Task Without_a_key_each_address_has_its_own_as_a_trusted_proxy_tells_it()
    {
        var gateway = await StartAsync(
            OpenAi(),
            Limits($"{NoGlobal}, per_client: {{ requests_per_second: 0, requests_per_minute: 2 }}") + "server: { trusted_proxies: [127.0.0.1] }\n");
        await ExpectBurstAsync(2, 2 / 60.0, () => AskAsync(gateway, from: "203.0.113.7"));
        await ExpectBurstAsync(2, 2 / 60.0, () => AskAsync(gateway, from: "203.0.113.8"));
        var host = 0;
        await ExpectBurstAsync(2, 2 / 60.0, () => AskAsync(gateway, from: $"2001:db8:7:1::{++host}"));
        (await AskAsync(gateway, from: "2001:db8:7:2::1")).Expect(200);
    }

    [Fact]
    public async Task A_models_limit_holds_under_each_of_its_names()
    {
        var gateway = await StartAsync(
            OpenAi(),
            Limits($"{NoGlobal}, {NoClient}, per_model: {{ {Model}: {{ requests_per_minute: 3 }} }}").Replace("routing: {", $"routing: {{ aliases: {{ short: {Model} }}, ", StringComparison.Ordinal));
        var names = new Queue<string>(["short", Model, $"one/{Model}", "short", Model]);
        await ExpectBurstAsync(3, 3 / 60.0, () => AskAsync(gateway, Question(names.Dequeue())));
        Assert.Contains($"rate_limit.per_model.{Model}.requests_per_minute is 3", (await AskAsync(gateway)).Text, StringComparison.Ordinal);
        Assert.Equal(3, (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_limited_backend_is_passed_over_and_when_all_are_limited_the_client_is_told_so()
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(
            new Backends()
                .Add("one", "openai", one.Endpoint, Model, Served, "rate_limit: { requests_per_minute: 1 }")
                .Add("two", "openai", two.Endpoint, Model, Served, "rate_limit: { requests_per_minute: 3 }"));
        for (var i = 0; i < 4; i++)
            (await AskAsync(gateway)).Expect(200);
        Assert.Equal((1, 3), (one.Generations.Count, two.Generations.Count));
        var refused = await AskAsync(gateway);
        Assert.InRange(ExpectRefusal(refused), 1, 20);
        Assert.Contains("backend 'two': rate_limit.requests_per_minute is 3", refused.Text, StringComparison.Ordinal);
        Assert.Null(refused.Header("x-ratelimit-limit-requests"));
    }

    [Fact]
    public async Task So_many_are_under_way_at_once_as_may_be_and_an_answer_that_is_complete_frees_its_place()
    {
        var fake = OpenAi();
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var gateway = await StartAsync(fake, Limits($"{NoGlobal}, per_client: {{ requests_per_second: 0, max_concurrent: 1 }}"));
        var held = AskAsync(gateway);
        await hold.Point.ReachedAsync(Token);
        var refused = await AskAsync(gateway);
        Assert.Equal(1, ExpectRefusal(refused));
        Assert.Contains("rate_limit.per_client.max_concurrent is 1", refused.Text, StringComparison.Ordinal);
        hold.Point.Release();
        (await held).Expect(200);
        // One after another never are two at once, whole or streamed, however they end.
        for (var i = 0; i < 30; i++)
        {
            (await AskAsync(gateway)).Expect(200);
            (await StreamAsync(gateway.Client, Question())).ExpectWhole(TestKit.FakeReply.Usual.Text);
            fake.Behaviors.Next(new Behavior { Instead = _ => Replies.Failure(500, "no") });
            (await AskAsync(gateway)).ExpectError(502, "backend_error");
        }
    }

    [Fact]
    public async Task Reading_the_configuration_again_gives_nobody_a_new_burst()
    {
        var gateway = await StartAsync(OpenAi(), Limits($"global: {{ requests_per_second: 1, burst_size: 10 }}, {NoClient}"));
        var began = Stopwatch.GetTimestamp();
        var passed = 0;
        for (var i = 0; i < 60; i++)
        {
            if ((await AskAsync(gateway)).Status == 200)
                passed++;
            if (i < 15)
                continue;
            await File.WriteAllTextAsync(Path.Combine(gateway.WorkingDirectory, "config", "gateway.yaml"), Limits($"global: {{ requests_per_second: 1, burst_size: {9 + (i % 2)} }}, {NoClient}"), Token);
            (await gateway.Client.PostAsync("/admin/reload", "", Token)).Expect(200);
        }

        Assert.InRange(passed, 10, 10 + Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}

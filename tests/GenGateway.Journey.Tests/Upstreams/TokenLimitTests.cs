using System.Diagnostics;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Tokens are reserved when a request comes and settled when it ends, however it ends.</summary>
public sealed class TokenLimitTests : LimitTest
{
    private const int PerMinute = 1000;
    private const int Reported = 46 + 12;

    private static readonly string Settings = Limits($"{NoGlobal}, per_client: {{ requests_per_second: 0, tokens_per_minute: {PerMinute} }}");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_is_shorter_than_it_might_be_gives_the_rest_back(bool stream)
    {
        var gateway = await StartAsync(OpenAi(), Settings);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 3; i++)
        {
            if (stream)
                (await StreamAsync(gateway.Client, Large(800))).ExpectWhole(FakeReply.Usual.Text);
            else
                (await AskAsync(gateway, Large(800))).Expect(200);
        }

        var answer = await AskAsync(gateway, Large(1));
        Assert.Equal($"{PerMinute}", answer.Header("x-ratelimit-limit-tokens"));
        // Behind this one's own reservation of its prompt and one token.
        Assert.InRange(Number(answer, "x-ratelimit-remaining-tokens"), PerMinute - (3 * Reported) - 100, PerMinute - (3 * Reported) - 2 + Refilled(began));
    }

    [Fact]
    public async Task What_is_reserved_is_gone_until_the_answer_ends()
    {
        var fake = OpenAi();
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var gateway = await StartAsync(fake, Settings);
        var held = AskAsync(gateway, Large(800));
        await hold.Point.ReachedAsync(Token);
        var refused = await AskAsync(gateway, Large(800));
        Assert.InRange(ExpectRefusal(refused), 1, 60);
        Assert.Contains("rate_limit.per_client.tokens_per_minute is 1000", refused.Text, StringComparison.Ordinal);
        hold.Point.Release();
        (await held).Expect(200);
        (await AskAsync(gateway, Large(800))).Expect(200);
    }

    [Fact]
    public async Task Whoever_asks_for_more_than_a_minute_has_is_told_what_to_lower()
    {
        var gateway = await StartAsync(OpenAi(), Settings);
        var refused = await AskAsync(gateway, Large(1001));
        ExpectRefusal(refused);
        Assert.Contains("Lower max_tokens", refused.Text, StringComparison.Ordinal);
        (await AskAsync(gateway, Large(900))).Expect(200);
    }

    [Fact]
    public async Task A_failure_of_the_backend_costs_no_tokens()
    {
        var fake = OpenAi();
        fake.Behaviors.Next(new Behavior { Instead = _ => Replies.Failure(500, "no") }, new Behavior { Instead = _ => Replies.Empty });
        var gateway = await StartAsync(fake, Settings);
        for (var i = 0; i < 2; i++)
            (await AskAsync(gateway, Large(900))).ExpectError(502, "backend_error");
        var began = Stopwatch.GetTimestamp();
        Assert.InRange(Number(await AskAsync(gateway, Large(900)), "x-ratelimit-remaining-tokens"), 1, 100 + Refilled(began));
    }

    [Fact]
    public async Task Whoever_leaves_gets_back_what_did_not_come()
    {
        var fake = OpenAi();
        fake.Behaviors.Next(Behavior.Holding(HoldPlace.BehindPieces, 2));
        var gateway = await StartAsync(fake, Settings);
        var began = Stopwatch.GetTimestamp();
        await using (var stream = await gateway.Client.StreamAsync(Chat, Large(900), Token))
        {
            await stream.NextTextAsync(Token);
            Assert.InRange(long.Parse(stream.Header("x-ratelimit-remaining-tokens")!, System.Globalization.CultureInfo.InvariantCulture), 1, 100 + Refilled(began));
        }

        var passed = await Eventually.ReachesAsync(() => AskAsync(gateway, Large(900)), answer => answer.Status == 200, TimeSpan.FromSeconds(30), "the tokens came back", Token);
        Assert.NotNull(passed);
        // Time alone would have brought them much later.
        Assert.True(Refilled(began) < 800, "The machine was too slow to tell.");
    }

    [Fact]
    public async Task An_answer_that_nobody_counts_is_counted_by_what_is_seen()
    {
        var fake = OpenAi();
        fake.Reply = _ => FakeReply.Usual with { ReportsUsage = false };
        var gateway = await StartAsync(fake, Settings);
        var began = Stopwatch.GetTimestamp();
        (await StreamAsync(gateway.Client, Large(800))).ExpectWhole(FakeReply.Usual.Text);
        var left = Number(await AskAsync(gateway, Large(1)), "x-ratelimit-remaining-tokens");
        // Two prompts of some thirty tokens each, and eleven pieces.
        Assert.InRange(left, PerMinute - 120, PerMinute - 40 + Refilled(began));
    }

    private static JsonObject Large(int tokens) => Question().With("max_tokens", tokens);

    private static long Refilled(long began) => (long)Math.Ceiling(Stopwatch.GetElapsedTime(began).TotalSeconds * PerMinute / 60) + 1;
}

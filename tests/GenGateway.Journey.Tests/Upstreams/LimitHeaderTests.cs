using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Clients are told of their limits in OpenAI's words, on every surface, whether or not they get an answer.</summary>
public sealed class LimitHeaderTests : LimitTest
{
    private static readonly string Settings = Limits($"global: {{ requests_per_second: 1000, burst_size: 1000 }}, per_client: {{ requests_per_second: 0, requests_per_minute: 2, tokens_per_minute: 100000 }}");

    [Fact]
    public async Task Whole_answers_and_refusals_have_them()
    {
        var gateway = await StartAsync(OpenAi(), Settings);
        for (var left = 1; left >= 0; left--)
            Expect(await AskAsync(gateway), 200, left);
        Expect(await AskAsync(gateway), 429, 0);
    }

    [Fact]
    public async Task Translated_and_other_surfaces_answers_have_them()
    {
        var gateway = await StartAsync(new Backends().Add("one", "ollama", Ollama().Endpoint, Model, "tiny-text"), Settings);
        Expect(await AskAsync(gateway), 200, 1);
        var body = new JsonObject { ["text"] = "hello", ["model"] = Model };
        Expect(await AskAsync(gateway, body.DeepClone().AsObject(), path: "/api/v1/inference"), 200, 0);
        var refused = await AskAsync(gateway, body, path: "/api/v1/inference");
        Expect(refused, 429, 0);
        Assert.Contains("rate_limit.per_client.requests_per_minute is 2", refused.ExpectInferenceError(429), StringComparison.Ordinal);
        Assert.NotNull(refused.Header("Retry-After"));
    }

    [Fact]
    public async Task Failures_have_them()
    {
        var fake = OpenAi();
        fake.Behaviors.Next(new Behavior { Instead = _ => Replies.Failure(500, "no") });
        var gateway = await StartAsync(fake, Settings);
        Expect(await AskAsync(gateway), 502, 1);
        Expect(await AskAsync(gateway, Question("nobody-has-it")), 404, 0);
    }

    [Fact]
    public async Task Streams_have_them_also_when_they_begin_before_their_answer()
    {
        var fake = OpenAi();
        var hold = new Hold(HoldPlace.BeforeHead);
        var gateway = await StartAsync(fake, Settings + "stream: { ping_after_secs: 1 }\n");
        await using (var stream = await gateway.Client.StreamAsync(Chat, Question(), Token))
        {
            Assert.Equal(("2", "1"), (stream.Header("x-ratelimit-limit-requests"), stream.Header("x-ratelimit-remaining-requests")));
            Assert.Equal("100000", stream.Header("x-ratelimit-limit-tokens"));
        }

        fake.Behaviors.Next(new Behavior { Hold = hold });
        var body = Question().With("stream", true).ToJsonString();
        using var connection = await RawConnection.OpenAsync(gateway.Url, Token);
        await connection.SendAsync($"POST {Chat} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}", Token);
        var early = await connection.ReadUntilAsync(": ping", Token);
        Assert.Contains("x-ratelimit-limit-requests: 2\r\n", early, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("x-ratelimit-remaining-requests: 0\r\n", early, StringComparison.OrdinalIgnoreCase);
        hold.Point.Release();
        await connection.ReadUntilAsync("[DONE]", Token);
    }

    [Fact]
    public async Task Without_limits_nobody_is_told_of_any()
    {
        var gateway = await StartAsync(OpenAi(), UpstreamSettings.Once);
        var answer = await AskAsync(gateway);
        answer.Expect(200);
        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase));
    }

    private static void Expect(WireAnswer answer, int status, int left)
    {
        Assert.True(answer.Status == status, $"{answer.Status}: {answer.Text}");
        Assert.Equal(("2", $"{left}"), (answer.Header("x-ratelimit-limit-requests"), answer.Header("x-ratelimit-remaining-requests")));
        // A minute's two: half a minute for each that is gone.
        Assert.Matches(left == 0 ? @"^(1m0s|\d+(\.\d+)?s)$" : @"^\d+(\.\d+)?s$", answer.Header("x-ratelimit-reset-requests"));
        Assert.Equal("100000", answer.Header("x-ratelimit-limit-tokens"));
        Assert.InRange(Number(answer, "x-ratelimit-remaining-tokens"), 90_000, 100_000);
        Assert.NotNull(answer.Header("x-ratelimit-reset-tokens"));
        Assert.Null(answer.Header("x-ratelimit-limit-images"));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A program with limits before a fake; asks as a key, from an address, or as anybody.</summary>
public abstract class LimitTest : UpstreamTest
{
    protected const string Chat = "/v1/chat/completions";

    /// <summary>Nobody in particular is limited.</summary>
    protected const string NoClient = "per_client: { requests_per_second: 0 }";

    /// <summary>Everybody together is not limited.</summary>
    protected const string NoGlobal = "global: { requests_per_second: 0 }";

    private protected static string Limits(string limits) => UpstreamSettings.Once + $"rate_limit: {{ {limits} }}\n";

    private protected Task<GatewayProcess> StartAsync(FakeOpenAi fake, string settings, Func<GatewayOptions, GatewayOptions>? more = null) =>
        StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served), settings, more);

    private protected Task<WireAnswer> AskAsync(GatewayProcess gateway, JsonObject? body = null, string? key = null, string? from = null, string path = Chat)
    {
        var request = GatewayClient.Post(path, (body ?? Question()).ToJsonString());
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        if (from is not null)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
        return gateway.Client.SendAsync(request, Token);
    }

    /// <summary>Asks two times more than a minute has and returns how many passed, which must be as many, and what the time that it took brings.</summary>
    private protected static async Task ExpectBurstAsync(int burst, double perSecond, Func<Task<WireAnswer>> ask)
    {
        var began = Stopwatch.GetTimestamp();
        var passed = 0;
        for (var i = 0; i < burst + 2; i++)
        {
            var answer = await ask();
            if (answer.Status == 200)
                passed++;
            else
                ExpectRefusal(answer);
        }

        Assert.InRange(passed, burst, burst + (perSecond * Stopwatch.GetElapsedTime(began).TotalSeconds));
    }

    /// <summary>A refusal by a limit, and how long it says to wait.</summary>
    private protected static int ExpectRefusal(WireAnswer answer, string code = "rate_limit_exceeded")
    {
        var error = answer.ExpectError(429, code);
        Assert.Equal("rate_limit_error", error.GetProperty("type").GetString());
        return int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture);
    }

    private protected static long Number(WireAnswer answer, string header) => long.Parse(answer.Header(header)!, CultureInfo.InvariantCulture);
}

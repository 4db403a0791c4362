using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;

namespace GenGateway.Journey.Tests.Images;

/// <summary>What pictures cost, and how many there may be.</summary>
public sealed class PictureLimitTests : ImageTest
{
    private const string Key = "gg-canary-pictures-81c2e4";

    [Fact]
    public async Task Pictures_cost_what_they_are_priced_at_and_a_spent_budget_refuses_the_next()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(
            [$"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"], models: [{fake.Models[0].Name}]"],
            UpstreamSettings.Once + $"auth: {{ api_keys: [ {{ name: studio, key: {Key}, budget: {{ usd: 0.1, period: total }} }} ] }}\nprices: {{ {fake.Models[0].Name}: {{ per_image: 0.04 }} }}\n");

        foreach (var count in (int[])[2, 1])
            (await AskAsync(gateway, count)).Expect(200);
        (await AskAsync(gateway, 1)).ExpectError(429, "budget_exceeded");

        var costs = await Eventually.ReachesAsync(
            async () => (await SendAsync(gateway, HttpMethod.Get, "/transactions", null)).Expect(200).GetProperty("transactions").EnumerateArray().Select(static row => row.GetProperty("cost_usd").GetDouble()).ToArray(),
            static costs => costs.Length == 2,
            TimeSpan.FromSeconds(20),
            "both answers are recorded",
            Token);
        Assert.Equal([0.04, 0.08], costs);
    }

    [Fact]
    public async Task More_pictures_than_a_minute_has_are_refused()
    {
        var fake = A1111();
        var gateway = await StartPaintingAsync(
            [$"name: sd, protocol: a1111, endpoints: [\"{fake.Endpoint}\"]"],
            UpstreamSettings.Once + $"auth: {{ api_keys: [ {{ name: studio, key: {Key}, limits: {{ images_per_minute: 3 }} }} ] }}\n");

        (await AskAsync(gateway, 4)).Expect(429);
        var made = await AskAsync(gateway, 2);
        made.Expect(200);
        Assert.Equal(("3", "1"), (made.Header("x-ratelimit-limit-images"), made.Header("x-ratelimit-remaining-images")));
        (await AskAsync(gateway, 2)).ExpectError(429, "rate_limit_exceeded");
        (await AskAsync(gateway, 1)).Expect(200);
        Assert.Equal(2, fake.Runs.Count);
    }

    private Task<WireAnswer> AskAsync(GatewayProcess gateway, int count) =>
        SendAsync(gateway, HttpMethod.Post, Generations, Asking().With("n", count).With("size", "64x64").With("response_format", "b64_json"));

    private Task<WireAnswer> SendAsync(GatewayProcess gateway, HttpMethod method, string path, JsonObject? body)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body.ToJsonString(), MediaTypeHeaderValue.Parse("application/json")) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return gateway.Client.SendAsync(request, Token);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Edge;

/// <summary>A thousand keys are a configuration as any other, and ten thousand wrong ones leave nothing behind.</summary>
public sealed class ManyKeysTests : JourneyTest
{
    private const int Keys = 1000;
    private const int Wrong = 10_000;
    private const int AtOnce = 8;
    private const long Megabyte = 1 << 20;

    [Fact]
    public async Task A_thousand_keys_start_and_work_and_a_flood_of_wrong_ones_leaves_memory_flat()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration(Yaml()));
        foreach (var i in new[] { 0, 1, Keys / 2, Keys - 2, Keys - 1 })
            (await AskAsync(gateway, KeyOf(i), $"right-{i}")).Expect(200);
        // The name is the record's, the key is nobody's.
        Assert.Equal("team-500", (await gateway.RequestLineAsync("right-500", Token)).GetProperty("key").GetString());

        await FloodAsync(gateway, 0, Wrong / 5);
        // Asking for the page is a series of its own.
        await SeriesAsync(gateway);
        var (warm, series) = (gateway.ResidentBytes, await SeriesAsync(gateway));
        await FloodAsync(gateway, Wrong / 5, Wrong);

        Assert.InRange(gateway.ResidentBytes - warm, long.MinValue, 64 * Megabyte);
        Assert.Equal(series, await SeriesAsync(gateway));
        (await AskAsync(gateway, KeyOf(Keys - 1), "last")).Expect(200);
        Assert.DoesNotContain("gg-canary-", gateway.Log.Text, StringComparison.Ordinal);
    }

    private static string KeyOf(int i) => string.Create(CultureInfo.InvariantCulture, $"gg-canary-{i:000000}-0f1e2d3c4b5a");

    private static string Yaml()
    {
        var yaml = new StringBuilder("auth:\n  api_keys:\n");
        for (var i = 0; i < Keys; i++)
        {
            var key = i % 2 == 0 ? $"sha256: {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(i))))}" : $"key: {KeyOf(i)}";
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ name: team-{i}, {key} }}\n");
        }

        return yaml.ToString();
    }

    private Task FloodAsync(GatewayProcess gateway, int from, int to) => Parallel.ForEachAsync(
        Enumerable.Range(from, to - from),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token },
        async (i, token) =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer gg-canary-wrong-{i}");
            Assert.Equal(401, (await gateway.Client.SendAsync(request, token)).Status);
        });

    private Task<WireAnswer> AskAsync(GatewayProcess gateway, string key, string id)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation("X-API-Key", key);
        request.Headers.TryAddWithoutValidation("x-request-id", id);
        return gateway.Client.SendAsync(request, Token);
    }

    private async Task<int> SeriesAsync(GatewayProcess gateway) =>
        (await gateway.Client.GetAsync("/metrics", Token)).Text.Split('\n').Count(static line => line.StartsWith("inference_gateway_http_requests_total", StringComparison.Ordinal));
}

using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Edge;

/// <summary>What a client can hold by being many, slow or talkative is bounded, and everybody else is served meanwhile.</summary>
public sealed class ConnectionBoundTests : JourneyTest
{
    private const string Head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private const string Alive = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private const long Megabyte = 1 << 20;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_connection_beyond_the_limit_is_closed_until_another_one_goes()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("server: { max_connections: 2 }\n"));
        using var first = await OpenAsync(gateway, Alive);
        using var second = await OpenAsync(gateway, Alive);
        Assert.StartsWith("HTTP/1.1 200", await first.ReadUntilAsync("\r\n\r\n", Token), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await second.ReadUntilAsync("\r\n\r\n", Token), StringComparison.Ordinal);

        Assert.Equal("", await AskAsync(gateway));
        await first.SendAsync(Alive, Token);
        Assert.Contains("HTTP/1.1 200", await first.ReadUntilAsync("HTTP/1.1 200", Token), StringComparison.Ordinal);

        second.Dispose();
        await Eventually.ReachesAsync(() => AskAsync(gateway), answer => answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal), Soon, "there is room again", Token);
    }

    [Theory]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: loc")]
    [InlineData("GET /heal")]
    public async Task A_head_that_does_not_come_to_its_end_ends_the_connection(string begun)
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("server: { header_timeout_secs: 1 }\n"));
        using var slow = await OpenAsync(gateway, begun);

        var answer = await slow.ReadToEndAsync(Token);
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), answer);
        Assert.Equal(200, (await gateway.Client.GetAsync("/healthz", Token)).Status);
    }

    [Theory]
    [InlineData("Content-Length: 500\r\n\r\n{\"messages\":")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"mes")]
    [InlineData("Content-Length: 500\r\n\r\n")]
    public async Task A_body_that_does_not_come_to_its_end_is_answered_in_the_familys_shape(string begun)
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("server: { body_timeout_secs: 1 }\n"));
        using var slow = await OpenAsync(gateway, Head + begun);

        var answer = await slow.ReadToEndAsync(Token);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_timeout\"", answer, StringComparison.Ordinal);
        Assert.Contains("server.body_timeout_secs", answer, StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.Client.GetAsync("/healthz", Token)).Status);
    }

    [Fact]
    public async Task A_body_that_drips_ends_long_before_its_time()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("server: { body_timeout_secs: 3600 }\n"));
        using var slow = await OpenAsync(gateway, Head + "Content-Length: 100000\r\n\r\n");
        var answer = slow.ReadToEndAsync(Token);
        using var pace = new PeriodicTimer(Drip);
        while (!answer.IsCompleted && await pace.WaitForNextTickAsync(Token))
        {
            try
            {
                await slow.SendAsync(" ", Token);
            }
            catch (IOException)
            {
                break;
            }
        }

        Assert.StartsWith("HTTP/1.1 408 ", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_headers_is_refused_and_holds_nothing()
    {
        var gateway = await StartAsync();
        string[] floods =
        [
            Alive[..^2] + string.Concat(Enumerable.Range(0, 101).Select(i => $"x-{i}: 1\r\n")) + "\r\n",
            Alive[..^2] + string.Concat(Enumerable.Range(0, 20).Select(i => $"x-{i}: {new string('a', 4000)}\r\n")) + "\r\n",
        ];
        await FloodAsync(gateway, floods, 100);
        var warm = gateway.ResidentBytes;
        await FloodAsync(gateway, floods, 1000);

        Assert.InRange(gateway.ResidentBytes - warm, long.MinValue, 64 * Megabyte);
        using var connection = await OpenAsync(gateway, $"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 414 ", await connection.ReadToEndAsync(Token), StringComparison.Ordinal);
        Assert.Equal(200, (await gateway.Client.GetAsync("/healthz", Token)).Status);
    }

    private async Task FloodAsync(GatewayProcess gateway, string[] floods, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var connection = await OpenAsync(gateway, floods[i % floods.Length]);
            var answer = await connection.ReadToEndAsync(Token);
            // A connection that is closed while the flood still comes in may lose its answer.
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 431 ", StringComparison.Ordinal), answer);
        }
    }

    private async Task<RawConnection> OpenAsync(GatewayProcess gateway, string request)
    {
        var connection = await RawConnection.OpenAsync(gateway.Url, Token);
        await connection.SendAsync(request, Token);
        return connection;
    }

    private async Task<string> AskAsync(GatewayProcess gateway)
    {
        using var connection = await RawConnection.OpenAsync(gateway.Url, Token);
        try
        {
            await connection.SendAsync(Alive, Token);
            return await connection.ReadUntilAsync("\r\n\r\n", Token);
        }
        catch (IOException)
        {
            return "";
        }
    }
}

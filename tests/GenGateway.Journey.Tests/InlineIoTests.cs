using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests;

/// <summary>
/// With <c>server.inline_io</c> requests run on the threads that poll the sockets, and whoever blocked one would freeze its neighbours. Nothing here is
/// timed: a frozen program does not answer at all, and the test ends at its bound.
/// </summary>
public sealed class InlineIoTests : JourneyTest
{
    private const string Model = "served-model";
    private const int Neighbours = 64;

    [Fact]
    public async Task Large_bodies_are_answered_and_small_ones_beside_them()
    {
        await using var upstream = new FakeOpenAi();
        var gateway = await StartAsync(Inline(upstream));
        var large = new string('x', 1_000_000);

        var heavy = Enumerable.Range(0, 8).Select(_ => gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat(large).With("model", Model), Token));
        var answers = await Task.WhenAll(heavy.Concat(Small(gateway)));

        Assert.All(answers, IsUsual);
        Assert.Equal(8, upstream.Generations.Count(request => request.Body.Length > large.Length));
    }

    [Fact]
    public async Task Clients_that_do_not_read_hold_up_nobody()
    {
        await using var upstream = new FakeOpenAi { Reply = request => request.Text.Contains("at length", StringComparison.Ordinal) ? Lengthy : FakeReply.Usual };
        var gateway = await StartAsync(Inline(upstream));
        List<RawConnection> idle = [];
        try
        {
            var body = Bodies.Chat("Tell it at length.").With("model", Model).With("stream", true).ToJsonString();
            for (var reader = 0; reader < 8; reader++)
            {
                var connection = await RawConnection.OpenAsync(gateway.Url, Token);
                idle.Add(connection);
                await connection.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}", Token);
                await connection.ReadUntilAsync("data: ", Token);
            }

            Assert.All(await Task.WhenAll(Small(gateway)), IsUsual);
            await using var stream = await gateway.Client.StreamAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", Model), Token);
            Assert.True((await stream.RestAsync(Token)).Done);
        }
        finally
        {
            foreach (var connection in idle)
                connection.Dispose();
        }

        // Those who left take their streams with them.
        await upstream.Traffic.UntilAsync(traffic => traffic.Running == 0, "no stream is left", Token);
    }

    [Fact]
    public async Task A_busy_engine_and_the_relay_serve_side_by_side()
    {
        await using var upstream = new FakeOpenAi();
        var gateway = await StartAsync(Inline(upstream));

        var generations = Enumerable.Range(0, 4)
            .Select(number => gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Tell me a story.").With("model", "tiny-chat").With("seed", number).With("max_tokens", 100), Token));
        var relayed = Small(gateway).ToArray();

        Assert.All(await Task.WhenAll(generations), answer => answer.Expect(200));
        Assert.All(await Task.WhenAll(relayed), IsUsual);
    }

    [Fact]
    public async Task Many_streams_at_once_come_whole()
    {
        await using var upstream = new FakeOpenAi();
        var gateway = await StartAsync(Inline(upstream));
        async Task<StreamRest> ReadAsync()
        {
            await using var stream = await gateway.Client.StreamAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", Model), Token);
            return await stream.RestAsync(Token);
        }

        var streams = await Task.WhenAll(Enumerable.Range(0, Neighbours).Select(_ => ReadAsync()));

        Assert.All(streams, stream => Assert.Equal((FakeReply.Usual.Text, true), (stream.Text, stream.Done)));
    }

    [Fact]
    public async Task Over_TLS_large_bodies_streams_and_new_connections_are_served_side_by_side()
    {
        await using var upstream = new FakeOpenAi();
        var certificate = Certificate.Make();
        var options = Inline(upstream);
        var gateway = await StartAsync(options with
        {
            Files = new Dictionary<string, string>(options.Files)
            {
                ["tls/cert.pem"] = certificate.Text,
                ["tls/key.pem"] = certificate.Key,
                ["config/gateway.yaml"] = "server: { inline_io: true, tls: { enabled: true, cert_path: tls/cert.pem, key_path: tls/key.pem } }\n",
            },
        });
        async Task<WireAnswer> OnANewConnectionAsync(int number)
        {
            using var client = new GatewayClient(gateway.Url);
            return await client.PostAsync("/v1/chat/completions", Bodies.Chat($"Number {number}").With("model", Model), Token);
        }

        Assert.Equal("https", gateway.Url.Scheme);
        var large = Enumerable.Range(0, 4).Select(_ => gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat(new string('x', 1_000_000)).With("model", Model), Token));
        Assert.All(await Task.WhenAll([.. large, .. Small(gateway), .. Enumerable.Range(0, 16).Select(OnANewConnectionAsync)]), IsUsual);
        await using var stream = await gateway.Client.StreamAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", Model), Token);
        Assert.True((await stream.RestAsync(Token)).Done);
    }

    private static FakeReply Lengthy { get; } = FakeReply.Saying([.. Enumerable.Repeat(new string('y', 2000), 8_000)]);

    private static GatewayOptions Inline(FakeOpenAi upstream) => new()
    {
        Files = new Dictionary<string, string>
        {
            ["config/gateway.yaml"] = "server: { inline_io: true }\n",
            ["config/backends.yaml"] = $"backends:\n  text:\n    - {{ name: far, protocol: openai, endpoints: [\"{upstream.Endpoint}\"], models: [{Model}] }}\n",
        },
    };

    private IEnumerable<Task<WireAnswer>> Small(GatewayProcess gateway) =>
        Enumerable.Range(0, Neighbours).Select(number => gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat($"Number {number}").With("model", Model), Token));

    private static void IsUsual(WireAnswer answer) =>
        Assert.Equal(FakeReply.Usual.Text, answer.Expect(200).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>As many clients as somebody cares to invent behind a trusted proxy: the limits of each cost a bounded amount of memory, and nobody gets a new limit by the crowd.</summary>
public sealed class AddressFloodTests : LimitTest
{
    private const int Addresses = 100_000;
    private const int Places = 65_536;
    private const int Connections = 4;
    private const int AtOnce = 50;
    private const long Megabyte = 1 << 20;
    private const string Debtor = "203.0.113.9";

    private int admitted;
    private int refused;

    [Fact]
    public async Task A_hundred_thousand_addresses_fill_a_bounded_table_and_free_nobody_of_his_limit()
    {
        var fake = OpenAi();
        // So many tokens that no test lasts until they are made up for.
        fake.Reply = static _ => FakeReply.Usual with { CompletionTokens = 1_000_000 };
        var gateway = await StartAsync(fake, "server: { trusted_proxies: [127.0.0.0/8] }\n" + Limits($"{NoGlobal}, per_client: {{ requests_per_second: 0, requests_per_minute: 1, tokens_per_minute: 1000 }}"));
        (await AskAsync(gateway, from: Debtor)).Expect(200);
        ExpectRefusal(await AskAsync(gateway, from: Debtor));

        var began = Stopwatch.GetTimestamp();
        await FloodAsync(gateway, 0, Addresses / 4);
        var warm = gateway.ResidentBytes;
        for (var part = 1; part < 4; part++)
        {
            ExpectRefusal(await AskAsync(gateway, from: Debtor));
            await FloodAsync(gateway, Addresses / 4 * part, Addresses / 4 * (part + 1));
            Assert.InRange(await PlacesAsync(gateway), 1, Places);
        }

        Assert.Equal(Addresses, admitted + refused);
        // Each address has one request in a minute, and those without a place of their own have one together.
        Assert.InRange(admitted, 1, (Places + 1) * (1 + Stopwatch.GetElapsedTime(began).TotalMinutes));
        Assert.InRange(gateway.ResidentBytes - warm, long.MinValue, 128 * Megabyte);
        ExpectRefusal(await AskAsync(gateway, from: Debtor));
        Assert.Single(fake.Generations);
    }

    private async Task<double> PlacesAsync(GatewayProcess gateway) =>
        MetricsPage.Parse((await gateway.Client.GetAsync("/metrics", Token)).Text).Sum("gengateway_limit_addresses");

    private Task FloodAsync(GatewayProcess gateway, int from, int to)
    {
        var part = (to - from) / Connections;
        return Task.WhenAll(Enumerable.Range(0, Connections).Select(i => SendAsync(gateway.Url, from + (i * part), from + ((i + 1) * part))));
    }

    // Of a model that nobody has: admitted by the limits or refused by them, and nothing is generated.
    private async Task SendAsync(Uri url, int from, int to)
    {
        const string body = """{"model":"nobody-has-it","messages":[{"role":"user","content":"Hello"}]}""";
        using var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(url.Host, url.Port, Token);
        var stream = tcp.GetStream();
        var statuses = new StatusCounter();
        for (var i = from; i < to; i += AtOnce)
        {
            var requests = new StringBuilder();
            var count = Math.Min(AtOnce, to - i);
            for (var j = i; j < i + count; j++)
            {
                var address = string.Create(CultureInfo.InvariantCulture, $"{20 + (j >> 16)}.{(j >> 8) & 255}.{j & 255}.7");
                requests.Append(CultureInfo.InvariantCulture, $"POST {Chat} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Forwarded-For: {address}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(requests.ToString()), Token);
            await statuses.ReadAsync(stream, count, Token);
        }

        Assert.Equal(to - from, statuses.Of("404") + statuses.Of("429"));
        Interlocked.Add(ref admitted, statuses.Of("404"));
        Interlocked.Add(ref refused, statuses.Of("429"));
    }
}

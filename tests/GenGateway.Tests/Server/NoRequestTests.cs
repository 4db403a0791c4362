using System.Net.Sockets;
using System.Text;

namespace GenGateway.Tests.Server;

/// <summary>What the HTTP server refuses before it is a request: nothing of ours can answer, as docs/operating/listeners-and-keys.md says.</summary>
public sealed class NoRequestTests
{
    public static TheoryData<string, int> Heads => new()
    {
        { "nonsense\r\n\r\n", 400 },
        { "GET /healthz HTTP/1.1\r\n\r\n", 400 },
        { "GET /healthz HTTP/1.1\r\nHost: localhost\r\nno header\r\n\r\n", 400 },
        { $"GET /{new string('a', 9000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414 },
        { $"GET /healthz HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Repeat("a: b\r\n", 100))}\r\n", 431 },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task What_is_no_request_gets_a_status_without_a_body_and_the_next_one_is_answered(string head, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        using var next = await server.GetAsync("/healthz");
        Assert.True(next.IsSuccessStatusCode);
    }
}

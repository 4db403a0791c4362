using System.Net.Sockets;
using System.Text;

namespace GenGateway.Tests.Server;

/// <summary>Bodies that no HTTP client sends, over a bare connection.</summary>
public sealed class BrokenBodyTests
{
    private const string Head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    [Fact]
    public async Task A_chunk_larger_than_any_number_is_the_clients_error()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = await ConnectAsync(server);
        await SendAsync(client, Head + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{");

        var buffer = new byte[4096];
        var read = await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
        var answer = Encoding.UTF8.GetString(buffer, 0, read);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"invalid_json\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_breaks_off_its_body_makes_no_error_in_the_log()
    {
        await using var server = await RunningServer.StartAsync();
        using (var client = await ConnectAsync(server))
        {
            // The server says to go on when it begins to read the body; then comes a reset, not an orderly end.
            await SendAsync(client, Head + "Content-Length: 100\r\nExpect: 100-continue\r\n\r\n");
            var buffer = new byte[4096];
            var read = await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.StartsWith("HTTP/1.1 100 ", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
            await SendAsync(client, "{");
            client.Client.Close(timeout: 0);
        }

        await LeftAsync(server);
        var lines = await server.LogAsync();

        Assert.Contains(lines, static line => line.TryGetProperty("status", out var status) && status.GetInt32() == 499);
        Assert.DoesNotContain(lines, static line => line.GetProperty("level").GetString() == "error");
    }

    /// <summary>Waits until the server has counted a request whose client left.</summary>
    private static async Task LeftAsync(RunningServer server)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            using var metrics = await server.GetAsync("/metrics");
            if ((await RunningServer.TextAsync(metrics)).Contains("status=\"499\"", StringComparison.Ordinal))
                return;
            await timer.WaitForNextTickAsync(bound.Token);
        }
    }

    private static async Task<TcpClient> ConnectAsync(RunningServer server)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task SendAsync(TcpClient client, string text) =>
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
}

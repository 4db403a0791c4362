using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using GenGateway.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Server;

public sealed class DrainTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_streams_finish_while_newcomers_are_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var gate = new TaskCompletionSource();
        server.Backend.Script = (_, cancellationToken) => Held(gate.Task, cancellationToken);
        using var open = await server.PostAsync("/v1/chat/completions", RunningServer.ChatStream);

        var stopping = server.StopAsync();
        await UntilNotReadyAsync(server);
        using (var late = await server.PostAsync("/v1/chat/completions", RunningServer.Chat))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
            Assert.Equal("draining", await RunningServer.CodeAsync(late));
            Assert.NotNull(late.Headers.RetryAfter);
            Assert.True(late.Headers.ConnectionClose);
        }

        using (var alive = await server.GetAsync("/healthz"))
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);

        Assert.False(stopping.IsCompleted);
        gate.SetResult();
        Assert.EndsWith("data: [DONE]\n\n", await RunningServer.TextAsync(open), StringComparison.Ordinal);
        await stopping;
    }

    [Fact]
    public async Task What_does_not_finish_in_time_is_told_so()
    {
        await using var server = await RunningServer.StartAsync(change: static config => config with { Server = config.Server with { DrainTimeout = TimeSpan.Zero } });
        server.Backend.Script = static (_, cancellationToken) => Held(new TaskCompletionSource().Task, cancellationToken);
        using var open = await server.PostAsync("/v1/chat/completions", RunningServer.ChatStream);

        var stopping = server.StopAsync();
        var body = await RunningServer.TextAsync(open);
        Assert.Contains("\"code\":\"draining\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        await stopping;
    }

    [Theory]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHo")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{")]
    public async Task A_peer_that_falls_silent_holds_no_stop_up(string half)
    {
        // The longest stop would be an hour: only a stop that does not wait for the peer comes to its end here.
        await using var server = await RunningServer.StartAsync(change: static config => config with { Server = config.Server with { DrainTimeout = TimeSpan.FromHours(1) } });
        using var peer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(IPAddress.Loopback, server.Url.Port, Cancel);
        await peer.SendAsync(Encoding.ASCII.GetBytes(half), Cancel);
        // The accepting end takes connections in order: whoever came first is in.
        using (var later = await server.GetAsync("/healthz"))
            Assert.Equal(HttpStatusCode.OK, later.StatusCode);

        await server.StopAsync().WaitAsync(TimeSpan.FromMinutes(5), Cancel);
    }

    // Each round is a request: there is nothing to sleep for.
    private static async Task UntilNotReadyAsync(RunningServer server)
    {
        for (var round = 0; round < 10_000; round++)
        {
            using var response = await server.GetAsync("/readyz");
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                continue;
            Assert.Contains("draining", await RunningServer.TextAsync(response), StringComparison.Ordinal);
            return;
        }

        Assert.Fail("The server never began to drain.");
    }

    private static async IAsyncEnumerable<GenerationEvent> Held(Task gate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Answering.Text("a");
        await gate.WaitAsync(cancellationToken);
        yield return Answering.End();
        yield return GenerationEvent.Finished.Instance;
    }
}

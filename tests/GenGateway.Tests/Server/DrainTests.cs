using System.Net;
using System.Runtime.CompilerServices;
using GenGateway.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Server;

public sealed class DrainTests
{
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

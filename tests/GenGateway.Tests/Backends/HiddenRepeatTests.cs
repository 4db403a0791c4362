using GenGateway.Backends.OpenAi;
using GenGateway.Journey;
using GenGateway.TestKit.Wire;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Backends;

/// <summary>A request is sent a second time without anybody's knowledge only where the pooled connection was dead.</summary>
public sealed class HiddenRepeatTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, "", true)]
    [InlineData(40, "", true)]
    [InlineData(60, "", false)]
    [InlineData(1000, "", false)]
    [InlineData(300, "HTTP/1.1 200 OK\r\nContent-Ty", false)]
    public async Task A_backend_that_worked_on_a_request_is_not_asked_it_again(int worked, string sent, bool isRepeated)
    {
        var clock = new ManualClock();
        var asked = 0;
        await using var server = new WireServer(async exchange =>
        {
            if (Interlocked.Increment(ref asked) != 2)
            {
                await exchange.SendAsync(WireReply.Of(200, """{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""", "application/json"));
                return;
            }

            clock.Advance(TimeSpan.FromMilliseconds(worked));
            await exchange.SendAsync(System.Text.Encoding.ASCII.GetBytes(sent));
            exchange.Close();
        });
        using var backend = Remotes.Backend("openai", server.Url.AbsoluteUri, static client => new OpenAiEndpoint(client, Remotes.Limits, 8), clock: clock);

        Assert.IsType<GenerationEvent.Finished>((await Remotes.EventsAsync(backend, Requests.Chat("m"), Token))[^1]);
        var second = await Remotes.EventsAsync(backend, Requests.Chat("m"), Token);
        Assert.Equal(isRepeated, second[^1] is GenerationEvent.Finished);
        Assert.Equal(isRepeated ? 3 : 2, asked);
    }
}

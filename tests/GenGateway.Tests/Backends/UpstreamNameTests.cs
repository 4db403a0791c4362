using System.Net;
using System.Net.Sockets;
using GenGateway.Backends.Http;

namespace GenGateway.Tests.Backends;

/// <summary>What a backend's name means may change, or not be known for a while; no restart is needed for either.</summary>
public sealed class UpstreamNameTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_name_that_means_nothing_for_a_while_is_looked_up_again()
    {
        using var server = new OneWordServer(IPAddress.Loopback, 0, "one");
        var known = false;
        using var pool = new UpstreamPool(4, Long, (_, _) => known ? Task.FromResult<IPAddress[]>([IPAddress.Loopback]) : throw new SocketException((int)SocketError.HostNotFound));
        var failure = (await AskAsync(pool, server.Port)).Failure;
        Assert.Contains("means no address", failure?.Message, StringComparison.Ordinal);
        known = true;
        Assert.Equal("one", await WordAsync(pool, server.Port));
    }

    [Fact]
    public async Task A_name_that_cannot_be_looked_up_now_is_told_as_that()
    {
        using var pool = new UpstreamPool(4, Long, (_, _) => throw new SocketException((int)SocketError.TryAgain));
        Assert.Contains("cannot be looked up now", (await AskAsync(pool, 9)).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_means_another_address_is_followed_when_a_connection_has_lived_its_time()
    {
        using var one = new OneWordServer(IPAddress.Loopback, 0, "one");
        using var two = new OneWordServer(IPAddress.Parse("127.0.0.2"), one.Port, "two");
        var meaning = IPAddress.Loopback;
        using var pool = new UpstreamPool(4, TimeSpan.FromMilliseconds(1), (_, _) => Task.FromResult<IPAddress[]>([meaning]));
        Assert.Equal("one", await WordAsync(pool, one.Port));
        meaning = IPAddress.Parse("127.0.0.2");
        await Eventually.HoldsAsync(async () => await WordAsync(pool, one.Port) == "two");
    }

    private static async Task<string> WordAsync(UpstreamPool pool, int port)
    {
        Assert.True((await AskAsync(pool, port)).TryGet(out var response, out var failure), failure?.Message);
        using (response)
            return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static ValueTask<GenGateway.Errors.Outcome<HttpResponseMessage>> AskAsync(UpstreamPool pool, int port)
    {
        var client = new UpstreamClient("far", new Uri($"http://moving.example:{port}"), UpstreamCredential.None, pool, TimeProvider.System);
        return client.AskAsync(client.Route("/"), TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }
}

using System.Net;
using GenGateway.Backends.Guarded;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.TestKit.Wire;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Backends;

public sealed class PictureFetcherTests : IAsyncDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=");

    private readonly MemoryBudget _memory = new(1 << 20);
    private readonly List<WireServer> _servers = [];
    private readonly List<PictureFetcher> _fetchers = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var fetcher in _fetchers)
            await fetcher.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    [Fact]
    public async Task A_picture_stands_where_its_address_stood_and_is_fetched_once()
    {
        var server = Server(static exchange => exchange.SendAsync(WireReply.Of(200, Png, "application/octet-stream")));
        var fetcher = Fetcher(allowsPrivate: true);
        using var request = Requests.Chat();
        var task = Task(new ChatPart.Text("what is it?"), new ChatPart.ImageLink($"{server.Url}secret-path.png?token=1", "low"));
        var inlined = Assert.IsType<ChatTask>((await InlineAsync(fetcher, request, task)).Task);
        Assert.Equal([new ChatPart.Text("what is it?"), new ChatPart.Image("image/png", Convert.ToBase64String(Png), "low")], inlined.Messages[0].Parts);
        Assert.Same(inlined, (await InlineAsync(fetcher, request, task)).Task);
        var asked = Assert.Single(server.Traffic.Requests);
        Assert.Null(asked.Header("Authorization"));
        Assert.True(_memory.Used > 0);
        request.Dispose();
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task An_address_that_is_not_public_is_not_asked()
    {
        var server = Server(static exchange => exchange.SendAsync(WireReply.Of(200, Png, "image/png")));
        var failure = await RefusedAsync(Fetcher(allowsPrivate: false), $"{server.Url}a.png");
        Assert.Equal("The picture at 127.0.0.1 cannot be fetched: it leads to an address that is not public.", failure.Message);
        Assert.Equal(0, server.Traffic.Connections);
    }

    [Fact]
    public async Task A_name_that_means_one_address_too_many_is_not_asked()
    {
        var server = Server(static exchange => exchange.SendAsync(WireReply.Of(200, Png, "image/png")));
        var fetcher = Fetcher(allowsPrivate: false, static (_, _) => System.Threading.Tasks.Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8"), IPAddress.Loopback]));
        var failure = await RefusedAsync(fetcher, $"http://pictures.example:{server.Url.Port}/a.png");
        Assert.Contains("not public", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Traffic.Connections);
    }

    [Fact]
    public async Task A_redirect_is_checked_as_the_first_address_was()
    {
        var inner = Server(static exchange => exchange.SendAsync(WireReply.Of(200, Png, "image/png")));
        var outer = Server(exchange => exchange.SendAsync(WireReply.Of(302, "", "text/plain").With("Location", $"http://inner.example:{inner.Url.Port}/a.png")));
        // The first name may be asked; what it leads to is looked up and checked on its own.
        var looked = new List<string>();
        var fetcher = Fetcher(allowsPrivate: true, (host, _) =>
        {
            looked.Add(host);
            return System.Threading.Tasks.Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        });
        using var request = Requests.Chat();
        Assert.NotNull((await InlineAsync(fetcher, request, Task(new ChatPart.ImageLink($"http://outer.example:{outer.Url.Port}/")))).Task);
        Assert.Equal(["outer.example", "inner.example"], looked);
    }

    [Theory]
    [InlineData("ftp://example.org/a.png", "http:// or https://")]
    [InlineData("file:///etc/passwd", "http:// or https://")]
    [InlineData("http://name:word@example.org/a.png", "name or password")]
    [InlineData("not an address", "A picture's address is none")]
    public async Task Other_addresses_are_refused_before_anything_is_asked(string address, string reason) =>
        Assert.Contains(reason, (await RefusedAsync(Fetcher(allowsPrivate: true), address)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_is_no_picture_is_not_passed_on()
    {
        var server = Server(static exchange => exchange.SendAsync(WireReply.Of(200, "<html>", "image/png")));
        Assert.Contains("is no PNG, JPEG, GIF or WebP", (await RefusedAsync(Fetcher(allowsPrivate: true), $"{server.Url}a.png")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_none_is_told_without_what_it_says()
    {
        var server = Server(static exchange => exchange.SendAsync(WireReply.Of(404, "secret", "text/plain")));
        Assert.Equal("The picture at 127.0.0.1 cannot be fetched: the answer is 404.", (await RefusedAsync(Fetcher(allowsPrivate: true), $"{server.Url}a.png")).Message);
    }

    [Fact]
    public async Task Who_leads_on_for_ever_is_left()
    {
        var server = Server(static exchange => exchange.SendAsync(WireReply.Of(302, "", "text/plain").With("Location", "/again")));
        Assert.Contains("more than 3 times", (await RefusedAsync(Fetcher(allowsPrivate: true), $"{server.Url}a.png")).Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Traffic.Requests.Count);
    }

    [Fact]
    public async Task Pictures_take_of_the_memory_that_all_requests_share()
    {
        var large = new byte[600_000];
        Png.CopyTo(large, 0);
        var server = Server(exchange => exchange.SendAsync(WireReply.Of(200, large, "image/png")));
        var failure = await RefusedAsync(Fetcher(allowsPrivate: true), $"{server.Url}a.png");
        Assert.Equal(FailureKind.MemoryFull, failure.Kind);
        Assert.Equal(0, _memory.Used);
    }

    [Fact]
    public async Task Where_it_is_off_the_address_stays()
    {
        var fetcher = Fetcher(allowsPrivate: true);
        fetcher.Use(isOn: false, allowsPrivate: true);
        using var request = Requests.Chat();
        var task = Task(new ChatPart.ImageLink("http://127.0.0.1:1/a.png"));
        Assert.Same(task, (await InlineAsync(fetcher, request, task)).Task);
    }

    private static ChatTask Task(params ChatPart[] parts) => new([new ChatMessage("user", parts)], new TextParameters());

    private WireServer Server(Func<WireExchange, Task> answer)
    {
        var server = new WireServer(answer);
        _servers.Add(server);
        return server;
    }

    private PictureFetcher Fetcher(bool allowsPrivate, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        var fetcher = new PictureFetcher(_memory, TimeProvider.System, resolve);
        fetcher.Use(isOn: true, allowsPrivate);
        _fetchers.Add(fetcher);
        return fetcher;
    }

    private static async Task<(GenerationTask? Task, Failure? Failure)> InlineAsync(PictureFetcher fetcher, GenerationRequest request, ChatTask task) =>
        (await fetcher.InlineAsync(request, task, TestContext.Current.CancellationToken)).TryGet(out var inlined, out var failure) ? (inlined, null) : (null, failure);

    private static async Task<Failure> RefusedAsync(PictureFetcher fetcher, string address)
    {
        using var request = Requests.Chat();
        var (_, failure) = await InlineAsync(fetcher, request, Task(new ChatPart.ImageLink(address)));
        Assert.NotNull(failure);
        return failure;
    }
}

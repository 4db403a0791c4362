using System.Net;
using GenGateway.Tests.Recording;
using GenGateway.Tests.Storage.Images;

namespace GenGateway.Tests.Server.Images;

public sealed class ImageRouteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_browser_that_has_it_does_not_get_it_again()
    {
        await using var server = await ServerAsync();
        using var first = await server.GetAsync("/images/" + Pictures.Name(1));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var cache = first.Headers.CacheControl!;
        Assert.Equal((true, TimeSpan.FromDays(1)), (cache.Private, cache.MaxAge!.Value));
        Assert.Equal("nosniff", Assert.Single(first.Headers.GetValues("X-Content-Type-Options")));

        using var again = await server.GetAsync("/files/" + Pictures.Name(1), ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var since = await server.GetAsync("/files/" + Pictures.Name(1), ("If-Modified-Since", first.Content.Headers.LastModified!.Value.ToString("r")));
        Assert.Equal(HttpStatusCode.NotModified, since.StatusCode);
    }

    [Theory]
    [InlineData("bytes=0-9", 206, 0, 10)]
    [InlineData("bytes=90-", 206, 90, 10)]
    [InlineData("bytes=-7", 206, 93, 7)]
    [InlineData("bytes=100-", 416, 0, 0)]
    [InlineData("nonsense", 200, 0, 100)]
    public async Task A_part_of_it_may_be_asked_for(string range, int status, int from, int length)
    {
        await using var server = await ServerAsync();
        using var part = await server.GetAsync("/images/" + Pictures.Name(1), ("Range", range));

        Assert.Equal(status, (int)part.StatusCode);
        Assert.Equal(Pictures.Bytes()[from..(from + length)], await part.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task Only_its_head_is_given_where_only_that_is_wanted_and_nothing_can_be_changed()
    {
        await using var server = await ServerAsync();
        using var head = await server.SendAsync(HttpMethod.Head, "/images/" + Pictures.Name(1), null);
        Assert.Equal((HttpStatusCode.OK, 100L, "image/png"), (head.StatusCode, head.Content.Headers.ContentLength!.Value, head.Content.Headers.ContentType!.ToString()));
        using var none = await server.SendAsync(HttpMethod.Head, "/images/" + Pictures.Name(2), null);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);

        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete])
        {
            using var refused = await server.SendAsync(method, "/images/" + Pictures.Name(1), "{}");
            Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_signed_link_may_be_kept_no_longer_than_it_counts()
    {
        await using var server = await ServerAsync("signed_links: { enabled: true, expires_secs: 100 }");
        var link = new Uri(await Pictures.KeepAsync(server.Parts.Images, Pictures.Bytes(length: Pictures.Large)));

        using var image = await server.GetAsync(link.PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, image.StatusCode);
        Assert.InRange(image.Headers.CacheControl!.MaxAge!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100));
        Assert.Equal(Pictures.Bytes(length: Pictures.Large), await image.Content.ReadAsByteArrayAsync(Cancel));

        foreach (var path in (string[])[link.AbsolutePath, link.PathAndQuery + "&expires=1", "/files/" + Pictures.Name(1), link.PathAndQuery.Replace("signature=", "signature=x", StringComparison.Ordinal)])
        {
            using var refused = await server.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            Assert.Equal("not_found", await RunningServer.CodeAsync(refused));
        }
    }

    [Fact]
    public async Task One_request_is_one_line_of_the_log()
    {
        await using var server = await ServerAsync();
        using (await server.GetAsync("/images/" + Pictures.Name(1)))
        {
        }

        Assert.Single(await server.LogAsync(), static line => line.GetRawText().Contains("/images/", StringComparison.Ordinal) || line.GetRawText().Contains("File", StringComparison.Ordinal));
    }

    private Task<RunningServer> ServerAsync(string more = "")
    {
        Pictures.Put(_folder.At(Pictures.Name(1)), TimeProvider.System.GetUtcNow());
        return RunningServer.StartAsync($"storage:\n  base_path: {_folder.Path}\n  {more}\n");
    }
}

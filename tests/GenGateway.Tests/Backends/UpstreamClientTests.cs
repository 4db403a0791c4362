using GenGateway.Backends.Http;

namespace GenGateway.Tests.Backends;

public sealed class UpstreamClientTests
{
    [Theory]
    [InlineData("http://h/v1", "http://h/v1/chat/completions")]
    [InlineData("http://h/v1/", "http://h/v1/chat/completions")]
    [InlineData("http://h", "http://h/chat/completions")]
    [InlineData("http://h/v1?api-version=1", "http://h/v1/chat/completions?api-version=1")]
    [InlineData("http://h/v1/?api-version=1&a=%2F", "http://h/v1/chat/completions?api-version=1&a=%2F")]
    public void A_route_lies_below_the_endpoint_and_keeps_its_query(string endpoint, string route)
    {
        using var pool = new UpstreamPool(1);
        Assert.Equal(route, Client(endpoint, UpstreamCredential.None, pool).Route("chat/completions").AbsoluteUri);
        Assert.Equal(
            route.Contains('?', StringComparison.Ordinal) ? route + "&key=s" : route + "?key=s",
            Client(endpoint, UpstreamCredential.Query("key", "s"), pool).Route("/chat/completions").AbsoluteUri);
    }

    private static UpstreamClient Client(string endpoint, UpstreamCredential credential, UpstreamPool pool) =>
        new("upstream", new Uri(endpoint), credential, pool, TimeProvider.System);
}

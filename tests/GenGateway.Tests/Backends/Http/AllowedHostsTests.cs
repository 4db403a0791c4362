using GenGateway.Backends.Guarded;
using GenGateway.Backends.Http;

namespace GenGateway.Tests.Backends.Http;

public sealed class AllowedHostsTests
{
    [Theory]
    [InlineData("https://cdn.example.com/a.png", true)]
    [InlineData("http://CDN.example.com/a.png", true)]
    [InlineData("https://cdn.example.com:8443/a.png", false)]
    [InlineData("https://other.example.com:8443/a.png", true)]
    [InlineData("https://other.example.com/a.png", false)]
    [InlineData("https://a.b.files.example/a.png", true)]
    [InlineData("https://files.example/a.png", false)]
    [InlineData("https://evilfiles.example/a.png", false)]
    [InlineData("https://files.example.evil/a.png", false)]
    [InlineData("https://cdn.example.com@evil/a.png", false)]
    [InlineData("https://user@cdn.example.com/a.png", false)]
    [InlineData("http://10.0.0.7/a.png", true)]
    [InlineData("http://[::1]:9000/a.png", true)]
    [InlineData("http://[0:0:0:0:0:0:0:1]:9000/a.png", true)]
    public void Only_what_is_written_may_be_asked(string address, bool may)
    {
        using var hosts = new AllowedHosts(["cdn.example.com", "other.example.com:8443", "*.files.example", "10.0.0.7", "[::1]:9000"]);
        Assert.Equal(may, hosts.ClientFor(new Uri(address)) is not null);
    }

    [Fact]
    public async Task Below_a_domain_only_public_addresses_are_asked()
    {
        using var hosts = new AllowedHosts(["*.localhost"]);
        var address = new Uri("http://anything.localhost/a.png");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);

        // The resolver may not know the name either; whatever it says, nobody is connected to.
        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => hosts.ClientFor(address)!.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.True(thrown.InnerException is GuardException || thrown.HttpRequestError == HttpRequestError.NameResolutionError, thrown.ToString());
    }

    [Fact]
    public void A_host_with_its_own_name_and_one_below_a_domain_have_clients_of_their_own()
    {
        using var hosts = new AllowedHosts(["cdn.example.com", "*.example.com"]);
        var named = hosts.ClientFor(new Uri("https://cdn.example.com/"));
        Assert.Same(named, hosts.ClientFor(new Uri("http://cdn.example.com/")));
        Assert.NotSame(named, hosts.ClientFor(new Uri("https://www.example.com/")));
    }
}

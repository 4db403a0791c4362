using System.Net;
using GenGateway.Server.Http;
using Microsoft.AspNetCore.Http;

namespace GenGateway.Tests.Server;

public sealed class ForwardingTests
{
    private static readonly Doorway Door = new(Families.All, Asks: true, IsLoopback: true);
    private static readonly Forwarding Trusting = new([IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")]);

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", "https", "203.0.113.7", "https")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.7", "https", "203.0.113.7", "https")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.7, 10.1.2.3", "https, http", "203.0.113.7", "https")]
    [InlineData("127.0.0.1", "10.1.2.3", "http", "10.1.2.3", "http")]
    [InlineData("127.0.0.1", "203.0.113.7:4711", null, "203.0.113.7", "http")]
    [InlineData("127.0.0.1", "[2001:db8::1]:4711", null, "2001:db8::1", "http")]
    [InlineData("127.0.0.1", "2001:db8::1", "HTTPS", "2001:db8::1", "https")]
    [InlineData("127.0.0.1", "unknown, 10.0.0.9", "gopher", "10.0.0.9", "http")]
    [InlineData("127.0.0.1", "", null, "127.0.0.1", "http")]
    [InlineData("::ffff:10.0.0.2", "203.0.113.7", "https", "203.0.113.7", "https")]
    [InlineData("192.0.2.1", "203.0.113.7", "https", "192.0.2.1", "http")]
    public void Only_a_trusted_proxy_says_who_asks(string near, string forwarded, string? proto, string client, string scheme)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "http";
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        if (proto is not null)
            context.Request.Headers["X-Forwarded-Proto"] = proto;
        var link = new ClientLink(Door, new IPEndPoint(IPAddress.Parse(near), 1));

        Assert.Equal((client, scheme), Trusting.Of(context.Request, link));
        Assert.Equal((link.AddressText, "http"), new Forwarding([]).Of(context.Request, link));
    }
}

using GenGateway.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace GenGateway.Tests.Server;

public sealed class QueryTextTests
{
    [Fact]
    public void A_parameter_that_is_written_twice_is_refused()
    {
        var query = new QueryText(new QueryCollection(new Dictionary<string, StringValues> { ["limit"] = new(["1", "2"]), ["other"] = "x" }));

        query.Number("limit", 20, 1, 100);

        Assert.Equal("limit", query.Failure?.Param);
        Assert.Equal("x", query.Text("other"));
    }
}

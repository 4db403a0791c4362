using System.Text.Json;
using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

public sealed class JsonPathTests
{
    private const string Answer = """{"a":{"b c":[{"x":1},{"y":2},{"x":3}],"n":null},"list":[7,8],"deep":[[1],[2]],"it's":5}""";

    [Theory]
    [InlineData("$.a['b c'][*].x", "1 - 3")]
    [InlineData("""$["a"]['b c'][0].x""", "1")]
    [InlineData("$.list", "7 8")]
    [InlineData("$.list[*]", "7 8")]
    [InlineData("$.list[1]", "8")]
    [InlineData("$.list[2]", "-")]
    [InlineData("$.deep[*][0]", "1 2")]
    [InlineData("$.deep[*]", "[1] [2]")]
    [InlineData("$.a.n", "null")]
    [InlineData("$.nowhere.at.all", "-")]
    [InlineData("$.a[*]", "")]
    [InlineData("$.a[0]", "-")]
    [InlineData("""$['it\'s']""", "5")]
    public void A_path_leads_to_values_in_order_and_keeps_the_place_of_what_is_missing(string text, string expected)
    {
        using var answer = JsonDocument.Parse(Answer);
        Assert.True(JsonPath.TryParse(text, out var path));
        Assert.Equal(expected, string.Join(' ', path.Select(answer.RootElement).Select(static value => value.ValueKind == JsonValueKind.Undefined ? "-" : value.GetRawText())));
    }

    [Fact]
    public void The_root_alone_is_a_path()
    {
        using var answer = JsonDocument.Parse("[1,2]");
        Assert.True(JsonPath.TryParse("$", out var path));
        Assert.Equal(2, path.Select(answer.RootElement).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("images")]
    [InlineData(".images")]
    [InlineData("$images")]
    [InlineData("$.")]
    [InlineData("$..png")]
    [InlineData("$.*")]
    [InlineData("$[")]
    [InlineData("$[]")]
    [InlineData("$[-1]")]
    [InlineData("$[0:2]")]
    [InlineData("$[?(@.a)]")]
    [InlineData("$['a]")]
    [InlineData("$['']")]
    [InlineData("$['a'")]
    [InlineData("$.a b")]
    [InlineData("$[99999999999]")]
    public void Anything_else_is_none(string text) => Assert.False(JsonPath.TryParse(text, out _));

    [Fact]
    public void Two_that_are_written_the_same_are_equal()
    {
        Assert.True(JsonPath.TryParse("$.a[*]", out var one) && JsonPath.TryParse("$.a[*]", out var two) && one.Equals(two) && one.GetHashCode() == two.GetHashCode());
        Assert.True(JsonPath.TryParse("$.a[0]", out var other) && !one.Equals(other));
    }
}

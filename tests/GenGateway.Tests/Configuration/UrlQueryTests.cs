using System.Text;
using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

public sealed class UrlQueryTests
{
    [Theory]
    [InlineData("http://h/v1", "http://h/v1")]
    [InlineData("http://h/v1?api-version=2024&x", "http://h/v1?api-version=***&***")]
    [InlineData("http://h/v1?", "http://h/v1?")]
    public void An_address_is_shown_without_the_values_of_its_query(string address, string shown) => Assert.Equal(shown, UrlQuery.Shown(address));

    [Theory]
    [InlineData("api_key")]
    [InlineData("key")]
    [InlineData("token")]
    [InlineData("access_token")]
    [InlineData("sig")]
    [InlineData("Password")]
    [InlineData("X-Amz-Signature")]
    [InlineData("api%5Fkey")]
    public void A_credential_in_an_address_is_refused_over_the_API_and_not_repeated(string name)
    {
        var json = $$"""{"name":"b","protocol":"openai","endpoints":["http://h/v1?a=1&{{name}}=hidden"]}""";

        var error = Assert.Single(Read(json).Errors);
        Assert.Equal("endpoints[0]", error.Setting);
        Assert.DoesNotContain("hidden", error.Problem, StringComparison.Ordinal);
        Assert.Empty(BackendReader.Read(Encoding.UTF8.GetBytes(json), BackendDefaults.Standing, null).Errors);
    }

    [Fact]
    public void Another_query_is_taken() => Assert.Empty(Read("""{"name":"b","protocol":"openai","endpoints":["http://h/v1?api-version=2024"]}""").Errors);

    [Theory]
    [InlineData("http", BackendType.Image)]
    [InlineData("openai", BackendType.Text)]
    [InlineData("ollama", BackendType.Text)]
    public void Without_a_type_the_protocol_decides(string protocol, BackendType type) =>
        Assert.Equal(type, Read($$"""{"name":"b","protocol":"{{protocol}}","endpoints":["http://h"]}""").Backend!.Type);

    [Theory]
    [InlineData("\"name\":5", "name")]
    [InlineData("\"name\":\"b\",\"weight\":\"2\"", "weight")]
    [InlineData("\"name\":\"b\",\"enabled\":\"true\"", "enabled")]
    [InlineData("\"name\":\"b\",\"capabilities\":[true]", "capabilities[0]")]
    [InlineData("\"name\":\"b\",\"backend_type\":1", "backend_type")]
    public void A_member_of_the_wrong_type_is_refused(string members, string setting) =>
        Assert.Equal(setting, Read($$"""{"protocol":"openai","endpoints":["http://h"],{{members}}}""").Errors[0].Setting);

    private static BackendReading Read(string json) => BackendReader.Read(Encoding.UTF8.GetBytes(json), BackendDefaults.Standing, ["env:"]);
}

using System.Text;
using GenGateway.Backends.Http;

namespace GenGateway.Tests.Backends;

public sealed class UpstreamCredentialTests
{
    private const string Secret = "sk/UP+key<1>";

    [Theory]
    [InlineData("""{"error":{"message":"key sk/UP+key<1>"}}""")]
    [InlineData("""{"error":{"message":"key sk\/UP+key<1>"}}""")]
    [InlineData("""{"error":{"message":"key sk/UP\u002Bkey\u003C1\u003e"}}""")]
    [InlineData("""{"error":{"message":"\u0073\u006b\u002f\u0055\u0050\u002b\u006b\u0065\u0079\u003c\u0031\u003e"}}""")]
    [InlineData("""{"\u0073k/UP+key<1>":1}""")]
    [InlineData("""{"error":"{\"message\":\"\\u0073k\\/UP+key<1>\"}"}""")]
    [InlineData("""{"error":"GET /v1?key=sk%2FUP%2Bkey%3C1%3E"}""")]
    public void The_secret_is_found_however_a_body_escapes_it(string body)
    {
        Assert.True(UpstreamCredential.Header("Authorization", "Bearer ", Secret).IsIn(Encoding.UTF8.GetBytes(body)));
    }

    [Theory]
    [InlineData("""{"error":{"message":"bad \"temperature\" \u00e9 100%"}}""")]
    [InlineData("\\u00")]
    public void Other_words_are_not_taken_for_it(string body)
    {
        Assert.False(UpstreamCredential.Header("Authorization", "Bearer ", Secret).IsIn(Encoding.UTF8.GetBytes(body)));
        Assert.False(UpstreamCredential.None.IsIn(Encoding.UTF8.GetBytes(body)));
    }
}

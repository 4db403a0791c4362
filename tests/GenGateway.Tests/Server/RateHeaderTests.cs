using GenGateway.Server.Http;

namespace GenGateway.Tests.Server;

public sealed class RateHeaderTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.2, "1ms")]
    [InlineData(12, "12ms")]
    [InlineData(1000, "1s")]
    [InlineData(8640, "8.64s")]
    [InlineData(59_999.5, "1m0s")]
    [InlineData(360_000, "6m0s")]
    [InlineData(90_500, "1m30.5s")]
    [InlineData(3_723_000, "1h2m3s")]
    public void A_time_is_written_as_openai_writes_it(double milliseconds, string text) => Assert.Equal(text, RateHeaders.Duration(TimeSpan.FromMilliseconds(milliseconds)));
}

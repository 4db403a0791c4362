namespace GenGateway.Tests.Server;

public sealed class TraceTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(Parent, "a=1")]
    [InlineData("none", null)]
    public async Task A_trace_state_goes_with_a_valid_trace_only(string parent, string? passed)
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var (path, body) in new[] { ("/v1/chat/completions", RunningServer.Chat), ("/api/v1/inference", """{"text":"a"}""") })
        {
            (await server.PostAsync(path, body, ("traceparent", parent), ("tracestate", "a=1"))).Dispose();
            Assert.Equal(passed, server.Backend.Last!.TraceState);
        }
    }
}

using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>What a client says of its trace reaches the backend, whichever protocol that speaks.</summary>
public sealed class UpstreamTraceTests(UpstreamGateway upstream) : UpstreamTest, IClassFixture<UpstreamGateway>
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string ParentSpan = "00f067aa0ba902b7";
    private const string State = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7";

    [Theory]
    [InlineData("openai", "/v1/chat/completions")]
    [InlineData("openai", "/api/v1/inference")]
    [InlineData("ollama", "/v1/chat/completions")]
    public async Task The_trace_goes_on_with_a_span_of_ours_and_the_request_id_goes_with_it(string model, string route)
    {
        var seen = new List<string>();
        foreach (var id in (string[])["upstream-trace-1", "upstream-trace-2"])
        {
            var received = await AskAsync(model, route, id, $"00-{TraceId}-{ParentSpan}-01");
            Assert.Equal(id, received.Header("x-request-id"));
            var parts = received.Header("traceparent")!.Split('-');
            Assert.Equal(["00", TraceId], parts[..2]);
            Assert.Matches("^[0-9a-f]{16}$", parts[2]);
            Assert.NotEqual(ParentSpan, parts[2]);
            Assert.NotEqual(new string('0', 16), parts[2]);
            Assert.Equal("01", parts[3]);
            Assert.Equal(State, received.Header("tracestate"));
            seen.Add(parts[2]);
        }

        Assert.NotEqual(seen[0], seen[1]);
    }

    [Fact]
    public async Task A_trace_that_is_none_is_not_passed_on()
    {
        var received = await AskAsync("openai", "/v1/chat/completions", "upstream-trace-3", $"00-{new string('0', 32)}-{ParentSpan}-01");
        Assert.DoesNotContain(ParentSpan, received.Head, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('0', 32), received.Head, StringComparison.Ordinal);
        Assert.Null(received.Header("tracestate"));
    }

    private async Task<ReceivedRequest> AskAsync(string model, string route, string id, string traceParent)
    {
        var body = route == "/api/v1/inference" ? new System.Text.Json.Nodes.JsonObject { ["text"] = "hello", ["model"] = model } : Question(model);
        using var request = GatewayClient.Post(route, body.ToJsonString());
        request.Headers.TryAddWithoutValidation("x-request-id", id);
        request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        request.Headers.TryAddWithoutValidation("tracestate", State);
        (await upstream.Client.SendAsync(request, Token)).Expect(200);
        return model == "ollama" ? upstream.Ollama.LastGeneration : upstream.OpenAi.LastGeneration;
    }
}

using System.Globalization;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>What the gateway tells beside the answer: who answered, and what it could not carry.</summary>
public sealed class HeaderTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private const string Tools = """{"messages":[{"role":"user","content":"Hello"}],"max_tokens":2,"tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"something_of_a_vendor":1}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_says_who_gave_it(bool streamed)
    {
        var answer = await Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 2).With("stream", streamed), Token);

        Assert.Equal(200, answer.Status);
        Assert.Equal("tiny-chat", answer.Header("x-gengateway-backend"));
        Assert.Equal("tiny-chat", answer.Header("x-gengateway-model"));
        Assert.Equal("1", answer.Header("x-gengateway-attempts"));
        Assert.True(double.Parse(answer.Header("x-gengateway-queue-ms")!, CultureInfo.InvariantCulture) >= 0);
        Assert.True(double.Parse(answer.Header("x-gengateway-overhead-ms")!, CultureInfo.InvariantCulture) >= 0);
    }

    [Fact]
    public async Task What_cannot_be_carried_is_named()
    {
        var answer = await Client.PostAsync("/v1/chat/completions", Tools, Token);

        answer.Expect(200);
        var dropped = answer.Header("x-gengateway-dropped")!.Split(',', StringSplitOptions.TrimEntries);
        Assert.Contains("tools", dropped);
        Assert.Contains("something_of_a_vendor", dropped);
    }

    [Theory]
    [InlineData("x-gengateway-priority", "high", "x-gengateway-priority")]
    [InlineData("x-gengateway-webhook-url", "http://127.0.0.1:9/", "x-gengateway-webhook-url")]
    public async Task A_header_that_asks_for_what_this_version_does_not_do_is_named_and_refused_when_strict(string name, string value, string dropped)
    {
        var lenient = GatewayClient.Post("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 2).ToJsonString());
        lenient.Headers.Add(name, value);
        var answer = await Client.SendAsync(lenient, Token);
        answer.Expect(200);
        Assert.Equal(dropped, answer.Header("x-gengateway-dropped"));

        var strict = GatewayClient.Post("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 2).ToJsonString());
        strict.Headers.Add(name, value);
        strict.Headers.Add("x-gengateway-strict", "true");
        (await Client.SendAsync(strict, Token)).ExpectError(400, "unsupported_parameter", dropped);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    public async Task A_time_limit_that_is_none_is_refused_by_name(string value)
    {
        var request = GatewayClient.Post("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 2).ToJsonString());
        request.Headers.Add("x-gengateway-timeout-ms", value);

        (await Client.SendAsync(request, Token)).ExpectError(400, "invalid_value", "x-gengateway-timeout-ms");
    }

    [Fact]
    public async Task What_can_be_carried_is_not_named()
    {
        var answer = await Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 2).With("temperature", 0.5).With("top_k", 3).With("min_p", 0.1).With("repetition_penalty", 1.1), Token);

        answer.Expect(200);
        Assert.Null(answer.Header("x-gengateway-dropped"));
    }

    [Fact]
    public async Task A_strict_request_is_refused_rather_than_cut()
    {
        var request = GatewayClient.Post("/v1/chat/completions", Tools);
        request.Headers.Add("x-gengateway-strict", "true");

        (await Client.SendAsync(request, Token)).ExpectError(400, "unsupported_parameter", "tools");
    }

    [Fact]
    public async Task The_inference_route_does_not_stream_and_says_so()
    {
        var answer = await Client.PostAsync("/api/v1/inference", """{"text":"Hello","max_tokens":2,"stream":true}""", Token);

        answer.Expect(200);
        Assert.Equal("stream", answer.Header("x-gengateway-dropped"));
    }

    [Theory]
    [InlineData("header")]
    [InlineData("body")]
    public async Task A_backend_that_is_asked_for_by_name_and_is_not_there_is_not_found(string where)
    {
        var body = Bodies.Chat("Hello").With("max_tokens", 1);
        if (where == "body")
            body.With("backend", "nobody");
        var request = GatewayClient.Post("/v1/chat/completions", body.ToJsonString());
        if (where == "header")
            request.Headers.Add("x-gengateway-backend", "nobody");

        (await Client.SendAsync(request, Token)).ExpectError(404, "backend_not_found");
    }

    [Fact]
    public async Task A_backend_that_is_asked_for_by_name_answers()
    {
        (await Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1).With("backend", "tiny-chat"), Token)).Expect(200);
        var byPath = (await Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1).With("model", "tiny-chat/tiny-chat"), Token)).Expect(200);
        Assert.Equal("tiny-chat/tiny-chat", byPath.GetProperty("model").GetString());
    }
}

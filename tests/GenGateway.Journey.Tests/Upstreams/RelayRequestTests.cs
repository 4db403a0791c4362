using System.Text;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Client and backend speak the same protocol: the request passes byte for byte, but for a closed list of edits.</summary>
public sealed class RelayRequestTests(UpstreamGateway upstream) : UpstreamTest, IClassFixture<UpstreamGateway>
{
    /// <summary>Blanks, escapes, forms of numbers and fields that nobody knows: a body that no serialiser would write again.</summary>
    private const string Odd = """
        {
          "x_first" : [ 1.0, 1e2, -0, 12345678901234567890, "\u00e9\/é" ],
          "model":"openai" , "temperature" : 0.70,
          "messages"  : [ {"role":"user","content":"hello \ud83d\ude42 🙂","x":{}} ],
          "top_k":40,"min_p" : 0.05, "chat_template_kwargs":{"enable_thinking":false,"model":"openai"},
          "metadata": { "model" : "openai", "backend" : "mine" }
        }
        """;

    private ReceivedRequest Received => upstream.OpenAi.LastGeneration;

    [Fact]
    public async Task A_body_passes_byte_for_byte_but_for_the_models_name()
    {
        (await upstream.Client.PostAsync("/v1/chat/completions", Odd, Token)).Expect(200);
        Assert.Equal(Odd.Replace("\"model\":\"openai\" ,", "\"model\":\"served-model\" ,", StringComparison.Ordinal), Received.Text);
    }

    [Theory]
    [InlineData("""{"model":"openai","messages":[{"role":"user","content":"a"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"model":"openai"}""")]
    [InlineData("""{"messages":[{"role":"user","content":"a","model":"openai"}],"user":"\"model\":\"openai\"","model":"openai"}""")]
    [InlineData("""{"m\u006fdel":"op\u0065nai","messages":[{"role":"user","content":"a"}]}""")]
    public async Task Only_the_models_own_field_is_changed_wherever_it_stands(string body)
    {
        (await upstream.Client.PostAsync("/v1/chat/completions", body, Token)).Expect(200);
        var sent = JsonNode.Parse(body)!.AsObject();
        sent["model"] = "served-model";
        Assert.True(JsonNode.DeepEquals(sent, Received.Json), $"Sent {body}, received {Received.Text}");
    }

    [Theory]
    [InlineData("""{"backend":"at-openai","model":"openai","messages":[{"role":"user","content":"a"}]}""")]
    [InlineData("""{"model":"openai","backend":"at-openai","messages":[{"role":"user","content":"a"}]}""")]
    [InlineData("""{"model":"openai","messages":[{"role":"user","content":"a"}],"backend" : "at-openai" }""")]
    public async Task The_gateways_own_field_is_removed_and_the_rest_stays_JSON(string body)
    {
        (await upstream.Client.PostAsync("/v1/chat/completions", body, Token)).Expect(200);
        var sent = JsonNode.Parse(body)!.AsObject();
        sent.Remove("backend");
        sent["model"] = "served-model";
        Assert.True(JsonNode.DeepEquals(sent, Received.Json), $"Sent {body}, received {Received.Text}");
    }

    [Fact]
    public async Task A_stream_is_asked_for_its_usage()
    {
        await SendAsync("""{"model":"openai","messages":[{"role":"user","content":"a"}],"stream":true,"x":1.0}""");
        Assert.Equal("""{"include_usage":true}""", Received.Json["stream_options"]!.ToJsonString());
        Assert.Contains("\"x\":1.0", Received.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"include_obfuscation":false}""")]
    [InlineData("""{"include_obfuscation":false,"include_usage":false}""")]
    [InlineData("""{"include_usage":null,"include_obfuscation":false}""")]
    public async Task Other_options_of_the_stream_stay(string options)
    {
        await SendAsync($$"""{"model":"openai","stream_options":{{options}},"messages":[{"role":"user","content":"a"}],"stream":true}""");
        var received = Received.Json["stream_options"]!.AsObject();
        Assert.True((bool)received["include_usage"]!);
        Assert.False((bool)received["include_obfuscation"]!);
        Assert.Equal(2, received.Count);
    }

    [Fact]
    public async Task A_stream_that_asks_for_usage_itself_passes_byte_for_byte()
    {
        const string Body = """{ "model":"openai","stream": true, "stream_options" : { "include_usage" : true }, "messages":[{"role":"user","content":"a"}] }""";
        await SendAsync(Body);
        Assert.Equal(Body.Replace("openai", "served-model", StringComparison.Ordinal), Received.Text);
    }

    [Fact]
    public async Task A_whole_answer_is_not_asked_for_options_of_a_stream()
    {
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token)).Expect(200);
        Assert.False(Received.Json.ContainsKey("stream_options"));
    }

    [Fact]
    public async Task Completions_pass_like_chats()
    {
        const string Body = """{ "prompt" : ["a", "b"], "echo":false, "suffix":"\u00e9", "model":"openai", "best_of" : 1.0e0 }""";
        (await upstream.Client.PostAsync("/v1/completions", Body, Token)).Expect(200);
        Assert.Equal("/v1/completions", Received.Path);
        Assert.Equal(Body.Replace("openai", "served-model", StringComparison.Ordinal), Received.Text);
    }

    [Fact]
    public async Task A_body_of_a_megabyte_passes()
    {
        var body = $$"""{"model":"openai","messages":[{"role":"user","content":"{{new string('é', 500_000)}}"}]}""";
        (await upstream.Client.PostAsync("/v1/chat/completions", body, Token)).Expect(200);
        Assert.Equal(body.Replace("\"openai\"", "\"served-model\"", StringComparison.Ordinal), Received.Text);
        Assert.Equal(Encoding.UTF8.GetByteCount(Received.Text), Received.Body.Length);
    }

    [Fact]
    public async Task Nothing_of_the_client_reaches_the_backend_but_what_is_meant_for_it()
    {
        using var request = GatewayClient.Post("/v1/chat/completions", Question("openai").ToJsonString());
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer canary-authorization");
        request.Headers.TryAddWithoutValidation("x-api-key", "canary-x-api-key");
        request.Headers.TryAddWithoutValidation("api-key", "canary-api-key");
        request.Headers.TryAddWithoutValidation("Cookie", "session=canary-cookie");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "canary-idempotency");
        request.Headers.TryAddWithoutValidation("x-gengateway-priority", "high");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9");
        (await upstream.Client.SendAsync(request, Token)).Expect(200);

        Assert.DoesNotContain("canary", Received.Head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("x-gengateway", Received.Head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(upstream.OpenAi.Url.Authority, Received.Header("Host"));
        Assert.StartsWith("application/json", Received.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal("POST", Received.Method);
    }

    [Fact]
    public async Task What_is_out_of_range_does_not_reach_the_backend()
    {
        var before = upstream.OpenAi.Generations.Count;
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai").With("temperature", 3), Token)).ExpectError(400, "invalid_value", "temperature");
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("openai").With("max_tokens", 0), Token)).ExpectError(400, "invalid_value", "max_tokens");
        (await upstream.Client.PostAsync("/v1/chat/completions", """{"model":"openai","messages":[""", Token)).ExpectError(400, "invalid_json");
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("no-such-model"), Token)).ExpectError(404, "model_not_found");
        Assert.Equal(before, upstream.OpenAi.Generations.Count);
    }

    private async Task SendAsync(string body)
    {
        var answer = await upstream.Client.PostAsync("/v1/chat/completions", body, Token);
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Contains("[DONE]", answer.Text, StringComparison.Ordinal);
    }
}

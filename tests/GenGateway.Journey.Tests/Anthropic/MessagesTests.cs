using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Anthropic;

/// <summary>Anthropic's Messages API, answered by the shipped model.</summary>
public sealed class MessagesTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    public static TheoryData<string, string> WrongBodies => new()
    {
        { """{"messages":[{"role":"user","content":"Hi"}]}""", "max_tokens" },
        { """{"max_tokens":5}""", "messages" },
        { """{"max_tokens":5,"messages":[{"role":"wizard","content":"Hi"}]}""", "messages[0].role" },
        { """{"max_tokens":5,"temperature":1.5,"messages":[{"role":"user","content":"Hi"}]}""", "temperature" },
        { """{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"x"}]}]}""", "messages[0].content[0].tool_use_id" },
        { """{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/tiff","data":"AAAA"}}]}]}""", "messages[0].content[0].source.media_type" },
        { """{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"%%%"}}]}]}""", "messages[0].content[0].source.data" },
        { """{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}""", "messages[0].content[0]" },
    };

    [Fact]
    public async Task A_whole_answer_has_Anthropics_shape()
    {
        var answer = await Client.PostAsync(Messages.Path, Messages.Ask("Who are you?").With("model", "tiny-chat").With("system", "Be brief."), Token);
        var message = answer.Expect(200);

        Assert.Equal(["content", "id", "model", "role", "stop_reason", "stop_sequence", "type", "usage"], message.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.StartsWith("msg_", message.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("tiny-chat", message.GetProperty("model").GetString());
        Assert.NotEqual("", Messages.Text(message).Trim());
        Assert.True(message.GetProperty("usage").GetProperty("input_tokens").GetInt32() > 0);
        Assert.True(message.GetProperty("usage").GetProperty("output_tokens").GetInt32() > 0);
        Assert.Equal(answer.Header("x-request-id"), answer.Header("request-id"));
        Assert.Equal("tiny-chat", answer.Header("x-gengateway-backend"));
    }

    [Fact]
    public async Task A_stream_says_what_the_whole_answer_says()
    {
        var body = Messages.Ask("Who are you?", 30).With("temperature", 0).With("top_k", 1);
        var whole = (await Client.PostAsync(Messages.Path, body, Token)).Expect(200);
        await using var stream = await Client.StreamAsync(Messages.Path, body, Token);
        Assert.Equal(stream.Header("x-request-id"), stream.Header("request-id"));
        var outcome = await MessageStreamOutcome.ReadAsync(stream, Token);

        outcome.ExpectWhole();
        Assert.Equal(Messages.Text(whole), outcome.Text);
        Assert.Equal(whole.GetProperty("stop_reason").GetString(), outcome.StopReason);
        Assert.Equal(whole.GetProperty("usage").ToString(), outcome.End.GetProperty("usage").ToString());
    }

    [Fact]
    public async Task An_answer_that_the_limit_cut_says_so()
    {
        var message = (await Client.PostAsync(Messages.Path, Messages.Ask("Tell me all about GenGateway.", 1), Token)).Expect(200);
        Assert.Equal("max_tokens", message.GetProperty("stop_reason").GetString());
        Assert.Equal(1, message.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Counting_counts_what_a_message_reads_and_leaves_no_record()
    {
        var body = Messages.Ask("What is GenGateway?", 1).With("system", "Be brief.");
        var used = (await Client.PostAsync(Messages.Path, body, Token)).Expect(200).GetProperty("usage").GetProperty("input_tokens").GetInt32();
        body.Remove("max_tokens");
        var answer = await Client.SendAsync(Named("/v1/messages/count_tokens", body, "counted-here"), Token);

        Assert.Equal($$"""{"input_tokens":{{used}}}""", answer.Text);
        Assert.Equal("tiny-chat", answer.Header("x-gengateway-backend"));
        var records = (await Client.GetAsync("/transactions?limit=1000", Token)).Expect(200).GetProperty("transactions");
        Assert.DoesNotContain("counted-here", records.EnumerateArray().Select(record => record.GetProperty("request_id").GetString()));
    }

    [Fact]
    public async Task A_message_is_recorded_under_its_surface()
    {
        (await Client.SendAsync(Named(Messages.Path, Messages.Ask("Who are you?", 3).With("system", "Be brief."), "recorded-message"), Token)).Expect(200);
        var records = (await Client.GetAsync("/transactions?limit=1000", Token)).Expect(200).GetProperty("transactions");
        var record = records.EnumerateArray().Single(record => record.GetProperty("request_id").GetString() == "recorded-message");
        Assert.Equal("anthropic.messages", record.GetProperty("surface").GetString());
        Assert.Equal("system: Be brief.\nuser: Who are you?", record.GetProperty("prompt").GetString());
    }

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task A_wrong_body_is_told_which_field_is_wrong(string body, string field)
    {
        Assert.Contains(field, (await Client.PostAsync(Messages.Path, body, Token)).ExpectMessagesError(400, "invalid_request_error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_that_are_no_JSON_are_refused_in_Anthropics_shape()
    {
        (await Client.PostAsync(Messages.Path, "{\"max_tokens\":5,", Token)).ExpectMessagesError(400, "invalid_request_error");
        (await Client.PostAsync(Messages.Path, "", Token)).ExpectMessagesError(400, "invalid_request_error");
        byte[] broken = [.. "{\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xff, .. "\"}]}"u8];
        (await Client.SendAsync(GatewayClient.Post(Messages.Path, broken, "application/json"), Token)).ExpectMessagesError(400, "invalid_request_error");
        var deep = string.Concat(Enumerable.Repeat("[", 10_000)) + string.Concat(Enumerable.Repeat("]", 10_000));
        (await Client.PostAsync(Messages.Path, $$"""{"max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"tools":{{deep}}}""", Token)).ExpectMessagesError(400, "invalid_request_error");
    }

    [Fact]
    public async Task Transport_errors_have_Anthropics_shape_too()
    {
        (await Client.PostAsync(Messages.Path, Messages.Ask("Hi").With("model", "nobody-has-this"), Token)).ExpectMessagesError(404, "not_found_error");
        (await Client.GetAsync(Messages.Path, Token)).ExpectMessagesError(405, "invalid_request_error");
        (await Client.GetAsync("/v1/messages/nothing", Token)).ExpectMessagesError(404, "not_found_error");
        (await Client.SendAsync(GatewayClient.Post(Messages.Path, "<a/>"u8.ToArray(), "text/xml"), Token)).ExpectMessagesError(415, "invalid_request_error");
    }

    [Fact]
    public async Task The_list_of_models_is_in_the_shape_of_whoever_names_the_version()
    {
        var list = (await Client.SendAsync(Versioned("/v1/models?limit=1"), Token)).Expect(200);
        Assert.Equal(["data", "first_id", "has_more", "last_id"], list.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        var model = Assert.Single(list.GetProperty("data").EnumerateArray());
        Assert.Equal(["created_at", "display_name", "id", "type"], model.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));

        Assert.Equal("model", (await Client.SendAsync(Versioned("/v1/models/tiny-chat"), Token)).Expect(200).GetProperty("type").GetString());
        (await Client.SendAsync(Versioned("/v1/models/nobody-has-this"), Token)).ExpectMessagesError(404, "not_found_error");
        (await Client.SendAsync(Versioned("/v1/models?limit=0"), Token)).ExpectMessagesError(400, "invalid_request_error");
        (await Client.SendAsync(Versioned("/v1/models?after_id=nobody"), Token)).ExpectMessagesError(400, "invalid_request_error");
        (await Client.SendAsync(Versioned("/v1/nothing"), Token)).ExpectMessagesError(404, "not_found_error");
        Assert.Equal("list", (await Client.GetAsync("/v1/models", Token)).Expect(200).GetProperty("object").GetString());
        (await Client.GetAsync("/v1/models/nobody-has-this", Token)).ExpectError(404, "model_not_found");
    }

    private static HttpRequestMessage Versioned(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("anthropic-version", "2031-01-01");
        return request;
    }

    private static HttpRequestMessage Named(string path, JsonObject body, string requestId)
    {
        var request = GatewayClient.Post(path, body.ToJsonString());
        request.Headers.Add("x-request-id", requestId);
        return request;
    }
}

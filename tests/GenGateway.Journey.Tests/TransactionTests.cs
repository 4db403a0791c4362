using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>The records over HTTP, under both paths.</summary>
public sealed class TransactionTests : JourneyTest
{
    private const string Reader = "gg-canary-reader-40dd";
    private const string Writer = "gg-canary-writer-50ee";

    [Theory]
    [InlineData("/transactions")]
    [InlineData("/api/v1/transactions")]
    public async Task What_is_posted_is_read_back_in_the_predecessors_shape(string path)
    {
        var gateway = await StartAsync();
        var posted = (await gateway.Client.PostAsync(path, """{"transaction":{"id":77,"prompt":"Wie geht’s?","response":"日本 🙂","model_name":"gpt2"}}""", Token)).Expect(202).GetProperty("transaction");
        Assert.NotEqual(77, posted.GetProperty("id").GetInt64());

        var list = (await gateway.Client.GetAsync(path, Token)).Expect(200);
        Assert.Equal((1, 1), (list.GetProperty("count").GetInt32(), list.GetProperty("total").GetInt32()));
        Assert.Equal(JsonValueKind.Null, list.GetProperty("next").ValueKind);
        var read = Assert.Single(list.GetProperty("transactions").EnumerateArray());
        Assert.Equal(posted.GetRawText(), read.GetRawText());
        Assert.Equal(("Wie geht’s?", "日本 🙂", "gpt2"), (read.GetProperty("prompt").GetString(), read.GetProperty("response").GetString(), read.GetProperty("model_name").GetString()));
        Assert.EndsWith("Z", read.GetProperty("created_at").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"Tell me a story"}],"max_tokens":5}""", "openai.chat")]
    [InlineData("/v1/completions", """{"prompt":"Tell me a story","max_tokens":5}""", "openai.completions")]
    [InlineData("/api/v1/inference", """{"text":"Tell me a story","max_tokens":5}""", "inference")]
    public async Task Whoever_was_just_answered_finds_the_record(string path, string body, string surface)
    {
        var gateway = await StartAsync();
        var request = GatewayClient.Post(path, body);
        request.Headers.TryAddWithoutValidation("x-request-id", "mine-1");
        (await gateway.Client.SendAsync(request, Token)).Expect(200);

        var record = Assert.Single((await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions").EnumerateArray());
        Assert.Equal(("mine-1", surface, "tiny-chat", "tiny-chat", "succeeded"), (Text(record, "request_id"), Text(record, "surface"), Text(record, "backend"), Text(record, "model_name"), Text(record, "status")));
        Assert.Contains("Tell me a story", Text(record, "prompt"), StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(Text(record, "response")));
        Assert.InRange(record.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), 1, 5);
        Assert.Equal(1, record.GetProperty("attempts").GetInt32());
        Assert.InRange(record.GetProperty("duration_ms").GetInt64(), 0, 180_000);
    }

    [Theory]
    [InlineData("/transactions")]
    [InlineData("/api/v1/transactions")]
    public async Task One_of_them_has_what_the_list_says_of_it_and_its_times(string path)
    {
        var gateway = await StartAsync();
        (await gateway.Client.PostAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"Tell me a story"}],"max_tokens":20}""", Token)).Expect(200);
        await PostAsync(gateway, "brought along", "m");
        var listed = (await gateway.Client.GetAsync(path, Token)).Expect(200).GetProperty("transactions").EnumerateArray().ToArray();
        Assert.Equal(2, listed.Length);
        foreach (var item in listed)
        {
            var single = (await gateway.Client.GetAsync($"{path}/{item.GetProperty("id").GetInt64()}", Token)).Expect(200).GetProperty("transaction");
            Assert.Equal(
                item.EnumerateObject().Select(static member => (member.Name, member.Value.GetRawText())).Append(("timings", single.GetProperty("timings").GetRawText())),
                single.EnumerateObject().Select(static member => (member.Name, member.Value.GetRawText())));
        }

        var (generated, posted) = (await TimingsAsync(gateway, listed[1]), await TimingsAsync(gateway, listed[0]));
        var finished = listed[1].GetProperty("created_at").GetDateTimeOffset().AddMilliseconds(listed[1].GetProperty("duration_ms").GetInt64());
        Assert.Equal(finished, generated.GetProperty("finished_at").GetDateTimeOffset());
        Assert.Equal(listed[1].GetProperty("duration_ms").GetInt64() - listed[1].GetProperty("first_token_ms").GetInt64(), generated.GetProperty("generating_ms").GetInt64());
        Assert.All(posted.EnumerateObject(), static member => Assert.Equal(JsonValueKind.Null, member.Value.ValueKind));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("mine")]
    [InlineData("99999999999999999999")]
    public async Task One_that_does_not_exist_is_refused_in_the_familys_shape(string id)
    {
        var gateway = await StartAsync();
        await PostAsync(gateway, "the first", "m");
        foreach (var path in (string[])["/transactions", "/api/v1/transactions"])
            Assert.Contains("/transactions", (await gateway.Client.GetAsync($"{path}/{id}", Token)).ExpectInferenceError(404), StringComparison.Ordinal);
        Assert.NotEqual(0, MetricsPage.Parse((await gateway.Client.GetAsync("/metrics", Token)).Text).Sum("inference_gateway_http_requests_total", "endpoint", "/transactions/{id}"));
    }

    [Fact]
    public async Task JSON_is_taken_under_any_content_type_and_a_model_is_optional()
    {
        var gateway = await StartAsync();
        var request = GatewayClient.Post("/transactions", """{"transaction":{"prompt":"","response":"b","model_name":null}}"""u8.ToArray(), "text/plain");
        Assert.Equal(JsonValueKind.Null, (await gateway.Client.SendAsync(request, Token)).Expect(202).GetProperty("transaction").GetProperty("model_name").ValueKind);
    }

    [Fact]
    public async Task Pages_follow_one_another_and_filters_hold()
    {
        var gateway = await StartAsync();
        for (var i = 0; i < 5; i++)
            await PostAsync(gateway, $"prompt {i}", i % 2 == 0 ? "even" : "odd");

        var seen = new List<string?>();
        string? next = null;
        do
        {
            var page = (await gateway.Client.GetAsync($"/transactions?limit=2{(next is null ? "" : $"&cursor={next}")}", Token)).Expect(200);
            Assert.Equal(5, page.GetProperty("total").GetInt32());
            seen.AddRange(Prompts(page));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(["prompt 4", "prompt 3", "prompt 2", "prompt 1", "prompt 0"], seen);

        Assert.Equal(["prompt 3", "prompt 1"], Prompts((await gateway.Client.GetAsync("/transactions?model=odd&status=succeeded", Token)).Expect(200)));
        Assert.Empty(Prompts((await gateway.Client.GetAsync("/transactions?until=2020-01-01T00:00:00Z", Token)).Expect(200)));
        Assert.Equal(5, (await gateway.Client.GetAsync("/transactions?since=2020-01-01T00:00:00%2B01:00", Token)).Expect(200).GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=many")]
    [InlineData("cursor=nonsense")]
    [InlineData("status=done")]
    [InlineData("since=yesterday")]
    public async Task A_wrong_query_is_refused_in_the_familys_shape(string query)
    {
        var gateway = await StartAsync();
        Assert.Contains(query.Split('=')[0], (await gateway.Client.GetAsync($"/transactions?{query}", Token)).ExpectInferenceError(400), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"transaction":7}""")]
    [InlineData("""{"transaction":{"prompt":"a","model_name":"m"}}""")]
    [InlineData("""{"transaction":{"prompt":null,"response":"b"}}""")]
    [InlineData("""{"transaction":{"prompt":"a","response":5}}""")]
    public async Task A_wrong_transaction_is_refused_in_the_familys_shape(string body)
    {
        var gateway = await StartAsync();
        (await gateway.Client.PostAsync("/api/v1/transactions", body, Token)).ExpectInferenceError(400);
        Assert.Equal(0, (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_key_reads_its_own_and_an_administrator_reads_all()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration(
            $$"""
            auth:
              api_keys:
              - { name: reader, key: {{Reader}}, scopes: [read, generate] }
              - { name: writer, key: {{Writer}}, scopes: [generate] }
              - gg-canary-all-60ff
            """));
        await PostAsync(gateway, "of the reader", "m", Reader);
        await PostAsync(gateway, "of the writer", "m", Writer);

        Assert.Equal(["of the reader"], Prompts((await GetAsync(gateway, "/transactions", Reader)).Expect(200)));
        Assert.Equal(["of the writer", "of the reader"], Prompts((await GetAsync(gateway, "/transactions", "gg-canary-all-60ff")).Expect(200)));
        Assert.Equal(["of the writer"], Prompts((await GetAsync(gateway, "/transactions?key=writer", "gg-canary-all-60ff")).Expect(200)));
        (await GetAsync(gateway, "/transactions?key=writer", Reader)).ExpectInferenceError(403);
        (await GetAsync(gateway, "/transactions", Writer)).ExpectInferenceError(403);

        Assert.Equal("of the reader", Text((await GetAsync(gateway, "/transactions/1", Reader)).Expect(200).GetProperty("transaction"), "prompt"));
        // Another's and none at all are told in the same words.
        Assert.Equal((await GetAsync(gateway, "/transactions/3", Reader)).ExpectInferenceError(404), (await GetAsync(gateway, "/transactions/2", Reader)).ExpectInferenceError(404));
        Assert.Equal("of the writer", Text((await GetAsync(gateway, "/transactions/2", "gg-canary-all-60ff")).Expect(200).GetProperty("transaction"), "prompt"));
        (await GetAsync(gateway, "/transactions/2", Writer)).ExpectInferenceError(403);
        (await gateway.Client.GetAsync("/transactions/1", Token)).ExpectInferenceError(401);
        (await gateway.Client.GetAsync("/transactions", Token)).ExpectInferenceError(401);
    }

    private async Task<JsonElement> TimingsAsync(GatewayProcess gateway, JsonElement listed) =>
        (await gateway.Client.GetAsync($"/transactions/{listed.GetProperty("id").GetInt64()}", Token)).Expect(200).GetProperty("transaction").GetProperty("timings");

    private static string? Text(JsonElement record, string name) => record.GetProperty(name).GetString();

    private static IEnumerable<string?> Prompts(JsonElement page) => page.GetProperty("transactions").EnumerateArray().Select(item => item.GetProperty("prompt").GetString());

    private Task<WireAnswer> GetAsync(GatewayProcess gateway, string path, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", key);
        return gateway.Client.SendAsync(request, Token);
    }

    private async Task PostAsync(GatewayProcess gateway, string prompt, string model, string? key = null)
    {
        var body = new JsonObject { ["transaction"] = new JsonObject { ["prompt"] = prompt, ["response"] = "r", ["model_name"] = model } };
        var request = GatewayClient.Post("/transactions", body.ToJsonString());
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        (await gateway.Client.SendAsync(request, Token)).Expect(202);
    }
}

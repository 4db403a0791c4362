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
        (await gateway.Client.GetAsync("/transactions", Token)).ExpectInferenceError(401);
    }

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

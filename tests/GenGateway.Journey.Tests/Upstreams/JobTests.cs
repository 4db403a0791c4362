using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary><c>Prefer: respond-async</c>: the same answer later, under an address of its own.</summary>
public sealed class JobTests : UpstreamTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"Hello"}],"max_tokens":5,"temperature":0}""")]
    [InlineData("/v1/completions", """{"prompt":"Hello","max_tokens":5,"temperature":0,"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("/api/v1/inference", """{"text":"Hello","max_tokens":5,"temperature":0,"stream":true}""")]
    public async Task Every_text_route_answers_later_what_it_would_have_answered(string path, string body)
    {
        var gateway = await StartAsync();
        var taken = await AskAsync(gateway, path, body);
        var job = taken.Expect(202);
        Assert.Equal("job", job.GetProperty("object").GetString());
        Assert.Equal($"/v1/jobs/{job.GetProperty("id").GetString()}", taken.Header("Location"));
        Assert.Equal("respond-async", taken.Header("Preference-Applied"));

        var done = await EndAsync(gateway, taken);
        Assert.Equal("succeeded", done.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, done.GetProperty("error").ValueKind);
        var plain = JsonNode.Parse(body)!.AsObject();
        plain.Remove("stream");
        plain.Remove("stream_options");
        var direct = (await gateway.Client.PostAsync(path, plain, Token)).Expect(200);
        Assert.Equal(TextOf(direct), TextOf(done.GetProperty("result")));
        Assert.True(done.GetProperty("finished_at").GetInt64() >= done.GetProperty("created_at").GetInt64());
    }

    [Fact]
    public async Task A_backend_that_speaks_the_clients_protocol_is_asked_for_a_whole_answer()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served));
        var body = Question().With("stream", true).With("stream_options", new JsonObject { ["include_usage"] = true }).With("own_field", "kept");
        var done = await EndAsync(gateway, await AskAsync(gateway, "/v1/chat/completions", body.ToJsonString()));

        Assert.Equal(FakeReply.Usual.Text, TextOf(done.GetProperty("result")));
        Assert.Equal(Model, done.GetProperty("result").GetProperty("model").GetString());
        Assert.False(fake.LastGeneration.Json["stream"]!.GetValue<bool>());
        Assert.Equal("kept", fake.LastGeneration.Json["own_field"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_wrong_body_is_refused_at_once_and_a_failure_is_told_later_as_the_surface_tells_it()
    {
        var gateway = await StartAsync();
        (await AskAsync(gateway, "/v1/chat/completions", """{"messages":[]}""")).ExpectError(400, "invalid_value");

        var missing = await EndAsync(gateway, await AskAsync(gateway, "/v1/chat/completions", Question("nobody-has-it").ToJsonString()));
        Assert.Equal("failed", missing.GetProperty("status").GetString());
        Assert.Equal("model_not_found", missing.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, missing.GetProperty("result").ValueKind);
        var inference = await EndAsync(gateway, await AskAsync(gateway, "/api/v1/inference", """{"text":"a","model":"nobody-has-it"}"""));
        Assert.False(string.IsNullOrEmpty(inference.GetProperty("error").GetProperty("error").GetString()));
    }

    [Fact]
    public async Task What_jobs_do_not_honour_yet_is_named_when_they_are_taken()
    {
        var gateway = await StartAsync();
        var request = GatewayClient.Post("/v1/completions", Bodies.Completion("Hi").With("max_tokens", 1).ToJsonString());
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "once");
        var taken = await gateway.Client.SendAsync(request, Token);
        Assert.Equal("Idempotency-Key", taken.Header("x-gengateway-dropped"));
        Assert.Equal("succeeded", (await EndAsync(gateway, taken)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_cancelled_job_leaves_its_backend_and_stays_cancelled()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served));
        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var taken = await AskAsync(gateway, "/v1/chat/completions", Question().ToJsonString());
        await hold.Point.ReachedAsync(Token);
        Assert.Equal("running", (await gateway.Client.GetAsync(taken.Header("Location")!, Token)).Expect(200).GetProperty("status").GetString());

        var cancelled = (await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, taken.Header("Location")!), Token)).Expect(200);
        Assert.Equal("cancelled", cancelled.GetProperty("status").GetString());
        await fake.Traffic.UntilAsync(traffic => traffic.Running == 0 && traffic.Disconnects == 1, "the backend saw the close", Token);
        Assert.Equal("cancelled", (await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, taken.Header("Location")!), Token)).Expect(200).GetProperty("status").GetString());
        (await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/v1/jobs/job_unknown"), Token)).ExpectError(404, "not_found");
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_in_pages_and_by_status()
    {
        var gateway = await StartAsync();
        var ids = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            var taken = await AskAsync(gateway, "/v1/completions", Bodies.Completion("Hi").With("max_tokens", 1).ToJsonString());
            ids.Insert(0, taken.Expect(202).GetProperty("id").GetString());
            await EndAsync(gateway, taken);
        }

        var first = (await gateway.Client.GetAsync("/v1/jobs?limit=2", Token)).Expect(200);
        Assert.Equal("list", first.GetProperty("object").GetString());
        Assert.True(first.GetProperty("has_more").GetBoolean());
        Assert.Equal(ids[..2], Ids(first));
        var second = (await gateway.Client.GetAsync($"/v1/jobs?limit=2&after={ids[1]}", Token)).Expect(200);
        Assert.False(second.GetProperty("has_more").GetBoolean());
        Assert.Equal(ids[2..], Ids(second));
        Assert.Equal(ids, Ids((await gateway.Client.GetAsync("/v1/jobs?status=succeeded", Token)).Expect(200)));
        Assert.Empty(Ids((await gateway.Client.GetAsync("/v1/jobs?status=failed", Token)).Expect(200)));
        (await gateway.Client.GetAsync("/v1/jobs?status=late", Token)).ExpectError(400, "invalid_value", "status");
        (await gateway.Client.GetAsync("/v1/jobs?after=job_unknown", Token)).ExpectError(400, "invalid_value", "after");
    }

    [Fact]
    public async Task Another_keys_job_does_not_exist()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("auth: { api_keys: [gg-canary-one-1a2b3c, gg-canary-two-4d5e6f] }\n"));
        var taken = await AskAsync(gateway, "/v1/completions", Bodies.Completion("Hi").With("max_tokens", 1).ToJsonString(), "gg-canary-one-1a2b3c");
        var path = taken.Header("Location")!;
        (await KeyedAsync(gateway, HttpMethod.Get, path, "gg-canary-two-4d5e6f")).ExpectError(404, "not_found");
        (await KeyedAsync(gateway, HttpMethod.Delete, path, "gg-canary-two-4d5e6f")).ExpectError(404, "not_found");
        Assert.Empty(Ids((await KeyedAsync(gateway, HttpMethod.Get, "/v1/jobs", "gg-canary-two-4d5e6f")).Expect(200)));
        Assert.Single(Ids((await KeyedAsync(gateway, HttpMethod.Get, "/v1/jobs", "gg-canary-one-1a2b3c")).Expect(200)));
        (await gateway.Client.GetAsync(path, Token)).ExpectError(401, "invalid_api_key");
    }

    [Fact]
    public async Task Where_jobs_are_switched_off_the_wish_is_named_as_not_honoured()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("surfaces: { jobs: false }\n"));
        var answer = await AskAsync(gateway, "/v1/completions", Bodies.Completion("Hi").With("max_tokens", 1).ToJsonString());
        answer.Expect(200);
        Assert.Contains("Prefer", answer.Header("x-gengateway-dropped"), StringComparison.Ordinal);
        (await gateway.Client.GetAsync("/v1/jobs", Token)).ExpectError(404, "not_found");
    }

    private static string? TextOf(JsonElement answer)
    {
        if (answer.TryGetProperty("text", out var text))
            return text.GetString();
        var choice = answer.GetProperty("choices")[0];
        return choice.TryGetProperty("message", out var message) ? message.GetProperty("content").GetString() : choice.GetProperty("text").GetString();
    }

    private static List<string?> Ids(JsonElement list) => [.. list.GetProperty("data").EnumerateArray().Select(job => job.GetProperty("id").GetString())];

    private Task<WireAnswer> AskAsync(GatewayProcess gateway, string path, string body, string? key = null)
    {
        var request = GatewayClient.Post(path, body);
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async, wait=10");
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        return gateway.Client.SendAsync(request, Token);
    }

    private Task<WireAnswer> KeyedAsync(GatewayProcess gateway, HttpMethod method, string path, string key)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", key);
        return gateway.Client.SendAsync(request, Token);
    }

    private async Task<JsonElement> EndAsync(GatewayProcess gateway, WireAnswer taken)
    {
        taken.Expect(202);
        return await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync(taken.Header("Location")!, Token)).Expect(200),
            job => job.GetProperty("status").GetString() is "succeeded" or "failed" or "cancelled",
            Soon,
            "the job ended",
            Token);
    }
}

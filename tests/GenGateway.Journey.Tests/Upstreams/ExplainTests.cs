using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>What would become of a request now: told by the code that decides, without asking anybody and without taking anything.</summary>
public sealed class ExplainTests : UpstreamTest
{
    private const string Admin = "gg-canary-explain-admin-01";
    private const string Small = "gg-canary-explain-small-02";

    private const string Keys = $$"""
        auth:
          api_keys:
          - { name: boss, key: {{Admin}} }
          - { name: small, key: {{Small}}, scopes: [generate], models: [public-model], limits: { requests_per_minute: 3, max_concurrent: 2 }, budget: { usd: 5, period: day } }

        """;

    [Theory]
    [InlineData("public-model", "exact", "public-model")]
    [InlineData("nick", "alias", "public-model")]
    [InlineData("one/public-model", "backend/model", "public-model")]
    [InlineData("mapped-model", "mapping", "mapped-model")]
    [InlineData(null, "default", "public-model")]
    public async Task The_rule_by_which_a_name_is_found_is_told(string? asked, string how, string resolved)
    {
        var fake = OpenAi();
        var gateway = await StartAsync(
            new Backends().Add("one", "openai", fake.Endpoint, Model, Served),
            "engine: { enabled: false }\nrouting: { aliases: { nick: public-model }, model_mappings: { mapped-model: one }, default_models: { chat: public-model } }\n");
        var model = (await ExplainAsync(gateway, Bodies.Chat("hello").With("model", asked is null ? null : JsonValue.Create(asked)))).GetProperty("model");
        Assert.Equal((asked, how, resolved), (Text(model, "asked"), Text(model, "how"), Text(model, "resolved")));
        Assert.Empty(fake.Generations);
    }

    [Fact]
    public async Task The_next_request_goes_where_it_was_told_however_often_that_was_asked()
    {
        var fakes = new[] { OpenAi(), OpenAi(), OpenAi() };
        var backends = new Backends();
        for (var i = 0; i < fakes.Length; i++)
            backends.Add($"b{i}", "openai", fakes[i].Endpoint, Model, Served);
        var gateway = await StartAsync(backends);
        for (var round = 0; round < 5; round++)
        {
            string?[] told = [Chosen(await ExplainAsync(gateway, Question())), Chosen(await ExplainAsync(gateway, Question())), Chosen(await ExplainAsync(gateway, Question()))];
            var went = (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Header("x-gengateway-backend");
            Assert.All(told, chosen => Assert.Equal(went, chosen));
        }

        Assert.Equal(5, fakes.Sum(fake => fake.Generations.Count));
    }

    [Fact]
    public async Task Whoever_is_not_asked_is_told_with_the_reason()
    {
        var (good, broken) = (OpenAi(), OpenAi());
        broken.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var gateway = await StartAsync(
            new Backends()
                .Add("good", "openai", good.Endpoint, Model, Served, "deadlines: { first_token_ms: 1234, total_ms: 5678 }")
                .Add("off", "openai", good.Endpoint, Model, Served, "enabled: false")
                .Add("draining", "openai", good.Endpoint, Model, Served)
                .Add("broken", "openai", broken.Endpoint, Model, Served)
                .Add("keyless", "openai", good.Endpoint, Model, Served, "auth: { type: bearer, token_env: NOT_SET_ANYWHERE }")
                .Add("spare", "openai", good.Endpoint, Model, Served, "weight: 0"),
            "engine: { enabled: false }\nbreaker: { failures: 1 }\nrouting: { retry: { max_attempts: 1 } }\n");
        await PatchAsync(gateway, "draining", """{"draining":true}""");
        (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("backend", "broken"), Token)).ExpectError(502, "backend_error");

        var explained = await ExplainAsync(gateway, Question().With("stream", true));
        var candidates = explained.GetProperty("candidates").EnumerateArray().ToDictionary(one => Text(one, "backend")!);
        Assert.Equal(6, candidates.Count);
        Assert.Equal(("good", 1, true), ("good", candidates["good"].GetProperty("order").GetInt32(), candidates["good"].GetProperty("chosen").GetBoolean()));
        Assert.Equal((1234, 5678), (candidates["good"].GetProperty("deadlines").GetProperty("first_token_ms").GetInt32(), candidates["good"].GetProperty("deadlines").GetProperty("total_ms").GetInt32()));
        Assert.Contains("weight 0", Text(candidates["spare"], "note"), StringComparison.Ordinal);
        Assert.Equal(2, candidates["spare"].GetProperty("order").GetInt32());
        foreach (var (name, code, reason) in new[] { ("off", "disabled", "disabled"), ("draining", "draining", "draining"), ("broken", "breaker", "breaker is open"), ("keyless", "unhealthy", "NOT_SET_ANYWHERE") })
        {
            var skipped = candidates[name].GetProperty("skipped");
            Assert.Equal(code, Text(skipped, "code"));
            Assert.Contains(reason, Text(skipped, "reason"), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Null, candidates[name].GetProperty("order").ValueKind);
        }

        Assert.True(candidates["broken"].GetProperty("skipped").GetProperty("retry_after_secs").GetDouble() > 0);
        Assert.True(explained.GetProperty("relay").GetBoolean());
        Assert.Equal(JsonValueKind.Null, explained.GetProperty("refusal").ValueKind);
    }

    [Fact]
    public async Task For_another_key_its_rights_and_limits_count_and_nothing_of_them_is_taken()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served).Add("two", "openai", fake.Endpoint, "secret-model", Served), UpstreamSettings.Once + Keys);
        for (var i = 0; i < 5; i++)
        {
            var limits = (await ExplainAsync(gateway, For("small", Question()), Admin)).GetProperty("limits").EnumerateArray().ToDictionary(limit => Text(limit, "kind")!);
            Assert.Equal((3, 3, false), (Number(limits["requests"], "limit"), Number(limits["requests"], "remaining"), limits["requests"].GetProperty("refuses").GetBoolean()));
            Assert.Equal((2, 5), (Number(limits["concurrency"], "remaining"), Number(limits["budget"], "remaining")));
            Assert.Equal("key", Text(limits["requests"], "scope"));
        }

        for (var i = 0; i < 3; i++)
            (await PostAsync(gateway, "/v1/chat/completions", Question(), Small)).Expect(200);
        var refusal = (await ExplainAsync(gateway, For("small", Question()), Admin)).GetProperty("refusal");
        Assert.Equal((429, "rate_limit_exceeded"), (refusal.GetProperty("status").GetInt32(), Text(refusal, "code")));
        (await PostAsync(gateway, "/v1/chat/completions", Question(), Small)).ExpectError(429, "rate_limit_exceeded");

        var foreign = await ExplainAsync(gateway, For("small", Question("secret-model")), Admin);
        Assert.Equal("model_not_found", Text(foreign.GetProperty("refusal"), "code"));
        Assert.Equal("not_allowed", Text(foreign.GetProperty("candidates")[0].GetProperty("skipped"), "code"));
        (await PostAsync(gateway, "/admin/explain", For("nobody", Question()), Admin)).ExpectError(400, "invalid_value", "key");
        (await PostAsync(gateway, "/admin/explain", Question(), Small)).ExpectError(403, "insufficient_scope");
    }

    [Fact]
    public async Task Of_whatever_takes_over_it_is_told_whether_it_could_serve()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(
            new Backends()
                .Add("one", "openai", fake.Endpoint, Model, Served)
                .Add("two", "openai", fake.Endpoint, "other-model", Served)
                .Add("off", "openai", fake.Endpoint, "off-model", Served, "enabled: false")
                .Add("keyless", "openai", fake.Endpoint, "keyless-model", Served, "auth: { type: bearer, token_env: NOT_SET_ANYWHERE }")
                .Add("long", "openai", fake.Endpoint, "long-model", Served),
            "engine: { enabled: false }\nrouting: { fallbacks: { public-model: [nobody, keyless-model], one: [off, two], two: [long-model] }, context_fallbacks: { public-model: long-model, long-model: public-model } }\n");
        var told = Fallbacks(await ExplainAsync(gateway, Question()));
        Assert.Equal(
            [("nobody", "routing.fallbacks", false), ("keyless-model", "routing.fallbacks", false), ("off", "routing.fallbacks", false), ("two", "routing.fallbacks", true), ("long-model", "routing.fallbacks", true), ("long-model", "routing.context_fallbacks", true)],
            told.Select(one => (Text(one, "name"), Text(one, "setting"), one.GetProperty("serves").GetBoolean())));
        Assert.Empty(told[0].GetProperty("candidates").EnumerateArray());
        Assert.Contains("'nobody' does not exist", Text(told[0], "reason"), StringComparison.Ordinal);
        foreach (var (at, backend, code) in new[] { (1, "keyless", "unhealthy"), (2, "off", "disabled") })
        {
            var skipped = Assert.Single(told[at].GetProperty("candidates").EnumerateArray());
            Assert.Equal((backend, code, JsonValueKind.Null), (Text(skipped, "backend"), Text(skipped.GetProperty("skipped"), "code"), skipped.GetProperty("order").ValueKind));
        }

        // The same shape as that of the candidates.
        var candidate = Assert.Single(told[3].GetProperty("candidates").EnumerateArray());
        Assert.Equal((await ExplainAsync(gateway, Question())).GetProperty("candidates")[0].EnumerateObject().Select(member => member.Name), candidate.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("two", 1, false, "other-model"), (Text(candidate, "backend"), candidate.GetProperty("order").GetInt32(), candidate.GetProperty("chosen").GetBoolean(), Text(told[3], "resolved")));
        Assert.Equal(["long-model"], Fallbacks(await ExplainAsync(gateway, Question("other-model"))).Select(one => Text(one, "name")));
        Assert.Empty(Fallbacks(await ExplainAsync(gateway, Question().With("backend", "one"))));
        Assert.Empty(fake.Generations);
    }

    [Fact]
    public async Task Where_all_are_out_of_service_the_one_that_takes_over_is_chosen_as_requests_choose_it()
    {
        var (broken, good, costly) = (OpenAi(), OpenAi(), OpenAi());
        broken.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        // In debt for longer than any test lasts.
        costly.Reply = static _ => FakeReply.Usual with { CompletionTokens = 1_000_000 };
        var gateway = await StartAsync(
            new Backends().Add("one", "openai", broken.Endpoint, Model, Served).Add("two", "openai", good.Endpoint, "other-model", Served).Add("three", "openai", costly.Endpoint, "third-model", Served, "rate_limit: { tokens_per_minute: 1000 }"),
            "engine: { enabled: false }\nbreaker: { failures: 1, open_secs: 3600 }\nrouting: { fallbacks: { public-model: [third-model, other-model] }, retry: { max_attempts: 1 } }\n");
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).ExpectError(502, "backend_error");
        foreach (var expected in (string[])["three", "two", "two"])
        {
            var explained = await ExplainAsync(gateway, Question());
            var chosen = Assert.Single(Fallbacks(explained).SelectMany(one => one.GetProperty("candidates").EnumerateArray()), one => one.GetProperty("chosen").GetBoolean());
            Assert.Equal((expected, JsonValueKind.Null), (Text(chosen, "backend"), explained.GetProperty("refusal").ValueKind));
            Assert.Equal(expected, (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Header("x-gengateway-backend"));
        }

        var full = Assert.Single(Fallbacks(await ExplainAsync(gateway, Question())), one => Text(one, "name") == "third-model");
        Assert.Equal((false, "limited"), (full.GetProperty("serves").GetBoolean(), Text(full.GetProperty("candidates")[0].GetProperty("skipped"), "code")));
    }

    [Fact]
    public async Task A_translation_names_what_it_drops_and_a_bad_body_is_told_as_its_route_tells_it()
    {
        var (fake, ollama) = (OpenAi(), Ollama());
        var gateway = await StartAsync(new Backends().Add("near", "ollama", ollama.Endpoint, Model, "tiny-text").Add("one", "openai", fake.Endpoint, "relayed", Served));
        var body = Question().With("logit_bias", new JsonObject { ["1"] = 2 });
        var explained = await ExplainAsync(gateway, body);
        Assert.False(explained.GetProperty("relay").GetBoolean());
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", body, Token);
        Assert.Equal(answer.Header("x-gengateway-dropped"), string.Join(", ", explained.GetProperty("dropped").EnumerateArray().Select(name => name.GetString())));

        Assert.Equal("/v1/completions", Text(await ExplainAsync(gateway, Bodies.Completion("hello").With("model", "relayed")), "route"));
        Assert.Equal("/api/v1/inference", Text(await ExplainAsync(gateway, new JsonObject { ["text"] = "hello", ["model"] = "relayed" }), "route"));
        (await gateway.Client.PostAsync("/admin/explain", new JsonObject { ["route"] = "/v1/nothing", ["body"] = Question() }, Token)).ExpectError(400, "invalid_value", "route");
        (await gateway.Client.PostAsync("/admin/explain", Question().With("temperature", 7), Token)).ExpectError(400, "invalid_value", "temperature");
        (await gateway.Client.PostAsync("/admin/explain", "{nonsense", Token)).ExpectError(400, "invalid_json");
        Assert.Equal("model_not_found", Text((await ExplainAsync(gateway, Question("nobody-has-it"))).GetProperty("refusal"), "code"));
    }

    private static JsonObject For(string key, JsonObject body) => new() { ["key"] = key, ["body"] = body };

    private static JsonElement[] Fallbacks(JsonElement explained) => [.. explained.GetProperty("fallbacks").EnumerateArray()];

    private static string? Chosen(JsonElement explained) =>
        Text(Assert.Single(explained.GetProperty("candidates").EnumerateArray(), one => one.GetProperty("chosen").GetBoolean()), "backend");

    private static string? Text(JsonElement item, string member) => item.GetProperty(member).GetString();

    private static double Number(JsonElement item, string member) => item.GetProperty(member).GetDouble();

    private async Task PatchAsync(GatewayProcess gateway, string backend, string change)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, $"/v1/backends/{backend}") { Content = new StringContent(change, System.Text.Encoding.UTF8, "application/json") };
        (await gateway.Client.SendAsync(request, Token)).Expect(200);
    }

    private async Task<JsonElement> ExplainAsync(GatewayProcess gateway, JsonObject body, string? key = null) => (await PostAsync(gateway, "/admin/explain", body, key)).Expect(200);

    private Task<WireAnswer> PostAsync(GatewayProcess gateway, string path, JsonObject body, string? key)
    {
        var request = GatewayClient.Post(path, body.ToJsonString());
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        return gateway.Client.SendAsync(request, Token);
    }
}

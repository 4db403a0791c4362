using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Responses that a backend keeps: whose they are, and who goes on from them.</summary>
public sealed class KeptResponseTests : ResponseRelayTest
{
    private const string Ours = "gg-canary-ours-5e1f7a";
    private const string Theirs = "gg-canary-theirs-9b20cd";
    private const string Keys = $"auth: {{ api_keys: [ {{ name: ours, key: {Ours} }}, {{ name: theirs, key: {Theirs} }} ] }}\n";

    [Fact]
    public async Task A_response_is_its_keys_own_until_it_is_deleted()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Keeper(fake), UpstreamSettings.Once + Keys);
        var response = (await gateway.Client.SendAsync(As(Ours, HttpMethod.Post, Path, Ask("hello")), Token)).Expect(200);
        var path = $"{Path}/{IdOf(response)}";

        Assert.Equal(response.GetRawText(), (await gateway.Client.SendAsync(As(Ours, HttpMethod.Get, path), Token)).Expect(200).GetRawText());
        (await gateway.Client.SendAsync(As(Theirs, HttpMethod.Get, path), Token)).ExpectError(404, "not_found");
        (await gateway.Client.SendAsync(As(Theirs, HttpMethod.Delete, path), Token)).ExpectError(404, "not_found");
        var more = Ask("more").With("previous_response_id", IdOf(response));
        (await gateway.Client.SendAsync(As(Theirs, HttpMethod.Post, Path, more), Token)).ExpectError(400, "invalid_value", "previous_response_id");
        Assert.Single(fake.Generations);

        (await gateway.Client.SendAsync(As(Ours, HttpMethod.Delete, path), Token)).Expect(200);
        (await gateway.Client.SendAsync(As(Ours, HttpMethod.Get, path), Token)).ExpectError(404, "not_found");
        (await gateway.Client.SendAsync(As(Ours, HttpMethod.Post, Path, more), Token)).ExpectError(400, "invalid_value", "previous_response_id");
        Assert.Single(fake.Generations);
    }

    [Fact]
    public async Task Who_cannot_go_on_is_told_which_backend_lacks_what()
    {
        var (fake, other) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(Keeper(fake).Add("other", "openai", other.Endpoint, "other-model", Served));
        (await gateway.Client.PostAsync("/v1/backends", new JsonObject { ["name"] = "added", ["protocol"] = "openai", ["backend_type"] = "text", ["endpoints"] = new JsonArray(fake.Endpoint), ["models"] = new JsonArray("served-model"), ["capabilities"] = new JsonArray("chat", "responses") }, Token)).Expect(200);
        var kept = IdOf((await gateway.Client.PostAsync(Path, Ask("hello"), Token)).Expect(200));
        var added = IdOf((await gateway.Client.PostAsync(Path, Ask("hello").With("model", "served-model"), Token)).Expect(200));

        var error = (await gateway.Client.PostAsync(Path, Ask("more").With("model", "other-model").With("previous_response_id", kept), Token)).ExpectError(404, "model_not_found", "model");
        Assert.StartsWith("Backend 'keeper', which the request insists on, has no model 'other-model'", error.GetProperty("message").GetString(), StringComparison.Ordinal);

        (await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Patch, "/v1/backends/added") { Content = new StringContent("""{"enabled":false}""", System.Text.Encoding.UTF8, "application/json") }, Token)).Expect(200);
        var disabled = await gateway.Client.PostAsync(Path, Ask("more").With("model", "served-model").With("previous_response_id", added), Token);
        Assert.Contains("disabled", disabled.ExpectError(503, "no_healthy_backends", "previous_response_id").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.NotNull(disabled.Header("Retry-After"));
        Assert.Empty(other.Generations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_not_to_be_stored_is_told_so_and_not_kept(bool stream)
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Keeper(fake));
        var body = Ask("hello").With("store", false);
        var response = stream
            ? (await StreamAsync(gateway.Client, body, Path)).Events[^1].GetProperty("response")
            : (await gateway.Client.PostAsync(Path, body, Token)).Expect(200);
        Assert.False(fake.LastGeneration.Json["store"]!.GetValue<bool>());
        (await gateway.Client.GetAsync($"{Path}/{IdOf(response)}", Token)).ExpectError(404, "not_found");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_made_a_response_goes_on_from_it_also_after_a_restart(bool stream)
    {
        var (one, two) = (OpenAi(), OpenAi());
        var backends = new Backends().Add("one", "openai", one.Endpoint, Model, Served, Keeping).Add("two", "openai", two.Endpoint, Model, Served, Keeping);
        var place = Directory.CreateTempSubdirectory("gengateway-");
        try
        {
            GatewayOptions Kept(GatewayOptions options) => options.WithEnvironment("DATABASE_CONNECTION_STRING", $"sqlite:file:{place.FullName}/database.db?mode=rwc");
            var gateway = await StartAsync(backends, UpstreamSettings.Patient, Kept);
            var first = await gateway.Client.PostAsync(Path, Ask("hello"), Token);
            var (backend, id) = (first.Header("x-gengateway-backend")!, IdOf(first.Expect(200)));
            var (maker, other) = backend == "one" ? (one, two) : (two, one);
            for (var i = 0; i < 3; i++)
                id = await GoOnAsync(gateway, id);
            await gateway.TerminateAsync(Token);
            await gateway.ExitCodeAsync(Token);
            gateway = await StartAsync(backends, UpstreamSettings.Patient, Kept);
            for (var i = 0; i < 3; i++)
                id = await GoOnAsync(gateway, id);

            Assert.Equal((7, 0), (maker.Generations.Count, other.Generations.Count));

            async Task<string> GoOnAsync(GatewayProcess at, string before)
            {
                var body = Ask("more").With("previous_response_id", before).With("x_own", "kept");
                var response = stream
                    ? (await StreamAsync(at.Client, body, Path)).Events[^1].GetProperty("response")
                    : (await at.Client.PostAsync(Path, body, Token)).Expect(200);
                Assert.Equal(before, response.GetProperty("previous_response_id").GetString());
                var sent = maker.LastGeneration.Json;
                Assert.Equal((before, "more", "kept"), (sent["previous_response_id"]!.GetValue<string>(), sent["input"]!.GetValue<string>(), sent["x_own"]!.GetValue<string>()));
                return IdOf(response);
            }
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Another_backend_cannot_be_insisted_on()
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(Keeper(one).Add("other", "openai", two.Endpoint, Model, Served, Keeping));
        var id = IdOf((await gateway.Client.PostAsync(Path, Ask("hello").With("backend", "keeper"), Token)).Expect(200));
        var error = (await gateway.Client.PostAsync(Path, Ask("more").With("previous_response_id", id).With("backend", "other"), Token)).ExpectError(400, "invalid_value", "backend");
        Assert.Contains("'keeper'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        (await gateway.Client.PostAsync(Path, Ask("more").With("previous_response_id", id).With("backend", "keeper"), Token)).Expect(200);
        Assert.Empty(two.Generations);
    }

    [Fact]
    public async Task A_backend_that_is_gone_or_keeps_no_more_is_named_with_the_way_out()
    {
        var (fake, rest) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(new Backends().Add("rest", "openai", rest.Endpoint, Model, Served));
        var entry = $$"""{"name":"mine","protocol":"openai","endpoints":["{{fake.Endpoint}}"],"models":[{"id":"{{Model}}","upstream":"{{Served}}"}],"capabilities":["chat","responses"]}""";
        (await gateway.Client.PostAsync("/v1/backends", entry, Token)).Expect(200);
        var more = Ask("more").With("previous_response_id", IdOf((await gateway.Client.PostAsync(Path, Ask("hello").With("backend", "mine"), Token)).Expect(200)));

        await ChangeAsync(HttpMethod.Patch, """{"capabilities":["chat"]}""");
        var unable = (await gateway.Client.PostAsync(Path, more, Token)).ExpectError(400, "invalid_value", "previous_response_id");
        Assert.Contains("'mine'", unable.GetProperty("message").GetString(), StringComparison.Ordinal);
        await ChangeAsync(HttpMethod.Patch, """{"capabilities":["chat","responses"],"draining":true}""");
        (await gateway.Client.PostAsync(Path, more, Token)).ExpectError(503, "no_healthy_backends");
        await ChangeAsync(HttpMethod.Delete, null);
        var gone = (await gateway.Client.PostAsync(Path, more, Token)).ExpectError(404, "backend_not_found", "previous_response_id");
        Assert.Contains("'mine'", gone.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("as input", gone.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(rest.Generations);
        Assert.Single(fake.Generations);

        async Task ChangeAsync(HttpMethod method, string? body)
        {
            var request = new HttpRequestMessage(method, "/v1/backends/mine");
            if (body is not null)
                request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            (await gateway.Client.SendAsync(request, Token)).Expect(200);
        }
    }

    [Fact]
    public async Task What_the_gateway_keeps_is_gone_on_from_as_a_chat_wherever()
    {
        var (plain, keeper) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(Keeper(keeper).Add("plain", "openai", plain.Endpoint, Model, Served));
        var id = IdOf((await gateway.Client.PostAsync(Path, Ask("hello").With("backend", "plain"), Token)).Expect(200));
        (await gateway.Client.PostAsync(Path, Ask("more").With("previous_response_id", id).With("backend", "keeper"), Token)).Expect(200);
        Assert.Equal("/v1/chat/completions", keeper.LastGeneration.Path);
        Assert.Equal(3, keeper.LastGeneration.Json["messages"]!.AsArray().Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_forgets_what_was_said_gives_a_failure_and_no_answer(bool stream)
    {
        var (forgetful, other) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(Keeper(forgetful).Add("other", "openai", other.Endpoint, Model, Served), UpstreamSettings.Patient.Replace("failures: 1000", "failures: 1", StringComparison.Ordinal));
        var id = IdOf((await gateway.Client.PostAsync(Path, Ask("hello").With("backend", "keeper"), Token)).Expect(200));
        const string answer = """{"id":"resp_1","object":"response","status":"completed","model":"m","previous_response_id":null,"output":[{"type":"message","content":[{"type":"output_text","text":"Who are you?"}]}]}""";
        forgetful.Behaviors.Standing = stream
            ? Behavior.Replying(WireReply.Of(200, $"data: {{\"type\":\"response.created\",\"response\":{{\"id\":\"resp_1\"}}}}\n\ndata: {{\"type\":\"response.completed\",\"response\":{answer}}}\n\n", "text/event-stream"))
            : Behavior.Replying(WireReply.Of(200, answer, "application/json"));

        var body = new JsonObject { ["model"] = Model, ["input"] = "more", ["previous_response_id"] = id, ["stream"] = stream };
        var refused = await gateway.Client.PostAsync(Path, body, Token);
        var error = refused.ExpectError(502, "backend_error", "previous_response_id");
        Assert.Contains("keeps no responses", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal((2, 0), (forgetful.Generations.Count, other.Generations.Count));
        (await gateway.Client.GetAsync($"{Path}/resp_1", Token)).ExpectError(404, "not_found");

        // Others who begin anew there are served: nothing was held against it.
        forgetful.Behaviors.Standing = Behavior.Usual;
        (await gateway.Client.PostAsync(Path, Ask("hello").With("backend", "keeper"), Token)).Expect(200);
    }
}

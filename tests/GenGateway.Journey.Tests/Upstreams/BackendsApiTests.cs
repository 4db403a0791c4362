using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Backends come, change and go over the API, and routing follows at once.</summary>
public sealed class BackendsApiTests : UpstreamTest
{
    private const string EngineToo = "version: \"1.0\"\n";

    [Fact]
    public async Task An_added_backend_is_listed_routed_to_and_gone_again()
    {
        var fake = OpenAi();
        var gateway = await StartAsync();
        var added = (await AddAsync(gateway, $$"""{"name":"mine","protocol":"openai","backend_type":"text","endpoints":["{{fake.Endpoint}}"]}""")).Expect(200);
        Assert.True(added.GetProperty("success").GetBoolean());
        Assert.Equal([Served], Texts(added.GetProperty("backend").GetProperty("models")));

        Assert.Contains(Served, Ids(await gateway.Client.GetAsync("/v1/models", Token)));
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).Expect(200);
        Assert.Equal("mine", (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).Header("x-gengateway-backend"));

        var removed = (await DeleteAsync(gateway, "mine")).Expect(200);
        Assert.True(removed.GetProperty("success").GetBoolean());
        (await DeleteAsync(gateway, "mine")).ExpectError(404, "backend_not_found");
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).ExpectError(404, "model_not_found");
    }

    [Fact]
    public async Task A_list_tells_what_there_is_to_know_and_its_halves_tell_text_from_image()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("filed", "openai", fake.Endpoint, Model, Served), EngineToo);
        (await AddAsync(gateway, $$"""{"name":"pictures","protocol":"midjourney","endpoints":["{{fake.Endpoint}}"],"weight":3}""")).Expect(200);

        var all = (await gateway.Client.GetAsync("/v1/backends", Token)).Expect(200).GetProperty("backends").EnumerateArray().ToDictionary(item => item.GetProperty("name").GetString()!);
        Assert.Equal(["filed", "pictures", "tiny-chat"], all.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("file", "text", "openai", true), Facts(all["filed"]));
        Assert.Equal(("api", "image", "midjourney", false), Facts(all["pictures"]));
        Assert.Equal(("built-in", "text", "onnx", true), Facts(all["tiny-chat"]));
        Assert.Equal(
            ["capabilities", "dialect", "draining", "enabled", "endpoints", "healthy", "models", "name", "origin", "protocol", "type", "weight"],
            all["filed"].EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal(3, all["pictures"].GetProperty("weight").GetInt32());
        var endpoint = all["pictures"].GetProperty("endpoints")[0];
        Assert.False(endpoint.GetProperty("healthy").GetBoolean());
        Assert.False(string.IsNullOrEmpty(endpoint.GetProperty("reason").GetString()));

        Assert.Equal(["filed", "tiny-chat"], await NamesAsync(gateway, "/v1/backends/text"));
        Assert.Equal(["pictures"], await NamesAsync(gateway, "/v1/backends/image"));
        Assert.Equal("filed", (await gateway.Client.GetAsync("/v1/backends/filed", Token)).Expect(200).GetProperty("name").GetString());
        (await gateway.Client.GetAsync("/v1/backends/nobody", Token)).ExpectError(404, "backend_not_found");
    }

    [Theory]
    [InlineData("""{"name":"x","protocol":"smoke","endpoints":["http://127.0.0.1:1/v1"]}""", "protocol")]
    [InlineData("""{"name":"x","protocol":"http","backend_type":"smells","endpoints":["http://127.0.0.1:1/v1"]}""", "backend_type")]
    [InlineData("""{"name":"x","protocol":"http"}""", "endpoints")]
    [InlineData("""{"protocol":"http","endpoints":["http://127.0.0.1:1/v1"]}""", "name")]
    [InlineData("""{"name":"text","protocol":"http","endpoints":["http://127.0.0.1:1/v1"]}""", "name")]
    [InlineData("""{"name":"image","protocol":"http","endpoints":["http://127.0.0.1:1/v1"]}""", "name")]
    [InlineData("""{"name":"tiny-chat","protocol":"http","endpoints":["http://127.0.0.1:1/v1"]}""", "name")]
    [InlineData("""{"name":"FILED","protocol":"http","endpoints":["http://127.0.0.1:1/v1"]}""", "name")]
    [InlineData("""{"name":"x","protocol":"http","endpoints":["file:///etc/passwd"]}""", "endpoints")]
    [InlineData("""{"name":"x","protocol":"http","endpoints":["http://me:canary@127.0.0.1:1/v1"]}""", "endpoints")]
    [InlineData("""{"name":"x","protocol":"openai","backend_type":"text","endpoints":["http://127.0.0.1:1/v1"],"auth":{"type":"bearer","token":"canary"}}""", "auth")]
    [InlineData("""{"name":"x","protocol":"openai","backend_type":"text","endpoints":["http://127.0.0.1:1/v1"],"auth":{"type":"bearer","token":"env:HOME"}}""", "auth")]
    [InlineData("""{"name":"x","protocol":"openai","backend_type":"text","endpoints":["http://127.0.0.1:1/v1"],"auth":{"type":"bearer","token":"file:/etc/hostname"}}""", "auth")]
    [InlineData("""{"name":"x","protocol":"onnx","onnx":{"path":"/etc"}}""", "onnx")]
    [InlineData("""{"name":"x","protocol":"onnx","onnx":{"path":"models/../../elsewhere"}}""", "onnx")]
    [InlineData("""{"name":"x","protocol":"http","endpoints":["http://127.0.0.1:1/v1"],"wieght":2}""", "wieght")]
    public async Task What_is_wrong_is_refused_by_name_and_nothing_is_repeated_that_may_be_secret(string body, string param)
    {
        var gateway = await StartAsync(new Backends().Add("filed", "openai", "http://127.0.0.1:9/v1", Model, Served), EngineToo);
        var answer = await AddAsync(gateway, body);
        answer.ExpectError(400, "invalid_value", param);
        Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
        Assert.Equal(["filed", "tiny-chat"], await NamesAsync(gateway, "/v1/backends"));
    }

    [Fact]
    public async Task A_reference_to_a_listed_secret_is_shown_to_the_backend_and_to_nobody_else()
    {
        var fake = OpenAi();
        fake.Credential = FakeCredential.Bearer("sk-canary-upstream");
        var gateway = await StartAsync(new GatewayOptions { ExpectsErrors = true }
            .WithConfiguration("auth: { secret_references: [\"env:MINE_\"] }\n")
            .WithEnvironment("MINE_KEY", "sk-canary-upstream"));
        var added = await AddAsync(gateway, $$"""{"name":"mine","protocol":"openai","backend_type":"text","endpoints":["{{fake.Endpoint}}"],"auth":{"type":"bearer","token":"env:MINE_KEY"},"models":["{{Served}}"]}""");
        added.Expect(200);

        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).Expect(200);
        Assert.DoesNotContain("canary", added.Text + (await gateway.Client.GetAsync("/v1/backends", Token)).Text + gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_added_and_changed_is_there_after_a_reload()
    {
        var fake = OpenAi();
        var gateway = await StartAsync();
        (await AddAsync(gateway, $$"""{"name":"mine","protocol":"openai","backend_type":"text","endpoints":["{{fake.Endpoint}}"],"models":["first"]}""")).Expect(200);
        (await PatchAsync(gateway, "mine", $$"""{"models":["{{Served}}"]}""")).Expect(200);
        await File.WriteAllTextAsync(Directory.CreateDirectory(Path.Combine(gateway.WorkingDirectory, "config")).FullName + "/gateway.yaml", "queue: { max_size: 77 }\n", Token);
        (await gateway.Client.PostAsync("/admin/reload", "{}", Token)).Expect(200);

        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).Expect(200);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question("first"), Token)).ExpectError(404, "model_not_found");
    }

    [Fact]
    public async Task A_disabled_backend_has_no_models_and_a_draining_one_ends_what_it_does()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("filed", "openai", fake.Endpoint, Model, Served));
        (await AddAsync(gateway, $$"""{"name":"mine","protocol":"openai","backend_type":"text","endpoints":["{{fake.Endpoint}}"],"models":["{{Served}}"]}""")).Expect(200);

        Assert.False((await PatchAsync(gateway, "mine", """{"enabled":false}""")).Expect(200).GetProperty("backend").GetProperty("enabled").GetBoolean());
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).ExpectError(404, "model_not_found");
        (await PatchAsync(gateway, "mine", """{"enabled":true}""")).Expect(200);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Served), Token)).Expect(200);

        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 1 };
        fake.Behaviors.Next(new Behavior { Hold = hold });
        await using var running = await gateway.Client.StreamAsync("/v1/chat/completions", Question(), Token);
        Assert.Equal("Hello", await running.NextTextAsync(Token));
        var draining = (await PatchAsync(gateway, "filed", """{"draining":true}""")).Expect(200).GetProperty("backend");
        Assert.True(draining.GetProperty("draining").GetBoolean());
        Assert.True(draining.GetProperty("healthy").GetBoolean());
        Assert.NotNull((await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Header("Retry-After"));
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).ExpectError(503, "no_healthy_backends");
        hold.Point.Release();
        Assert.True((await StreamOutcome.ReadAsync(running, Token)).Done);

        (await PatchAsync(gateway, "filed", """{"draining":false}""")).Expect(200);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
    }

    [Theory]
    [InlineData("filed", "backends.yaml")]
    [InlineData("tiny-chat", "models_path")]
    public async Task What_was_not_added_here_says_where_it_is_configured(string name, string place)
    {
        var gateway = await StartAsync(new Backends().Add("filed", "openai", "http://127.0.0.1:9/v1", Model, Served), EngineToo);
        Assert.Contains(place, (await DeleteAsync(gateway, name)).ExpectError(400, "invalid_value").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(place, (await PatchAsync(gateway, name, """{"enabled":false}""")).ExpectError(400, "invalid_value").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_says_what_the_backend_answered_and_generates_nothing()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("up", "openai", fake.Endpoint, Model, Served).Add("down", "openai", "http://127.0.0.1:9/v1", "other"));
        var up = (await gateway.Client.PostAsync("/v1/backends/up/test", "", Token)).Expect(200);
        Assert.True(up.GetProperty("reachable").GetBoolean());
        Assert.Equal(200, up.GetProperty("status").GetInt32());
        Assert.Equal([Served], Texts(up.GetProperty("models")));
        Assert.True(up.GetProperty("latency_ms").GetDouble() >= 0);
        Assert.Empty(fake.Generations);

        fake.Listing.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var failing = (await gateway.Client.PostAsync("/v1/backends/up/test", "", Token)).Expect(200);
        Assert.Equal((true, 500), (failing.GetProperty("reachable").GetBoolean(), failing.GetProperty("status").GetInt32()));
        var down = (await gateway.Client.PostAsync("/v1/backends/down/test", "", Token)).Expect(200);
        Assert.False(down.GetProperty("reachable").GetBoolean());
        Assert.False(string.IsNullOrEmpty(down.GetProperty("endpoints")[0].GetProperty("reason").GetString()));
        (await gateway.Client.PostAsync("/v1/backends/nobody/test", "", Token)).ExpectError(404, "backend_not_found");
    }

    private static (string? Origin, string? Type, string? Protocol, bool Healthy) Facts(JsonElement item) =>
        (item.GetProperty("origin").GetString(), item.GetProperty("type").GetString(), item.GetProperty("protocol").GetString(), item.GetProperty("healthy").GetBoolean());

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString());

    private static IEnumerable<string?> Ids(WireAnswer models) => models.Expect(200).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString());

    private async Task<IEnumerable<string?>> NamesAsync(GatewayProcess gateway, string path) =>
        (await gateway.Client.GetAsync(path, Token)).Expect(200).GetProperty("backends").EnumerateArray().Select(item => item.GetProperty("name").GetString()).Order(StringComparer.Ordinal);

    private Task<WireAnswer> AddAsync(GatewayProcess gateway, string body) => gateway.Client.PostAsync("/v1/backends", body, Token);

    private Task<WireAnswer> PatchAsync(GatewayProcess gateway, string name, string body)
    {
        var request = GatewayClient.Post($"/v1/backends/{name}", body);
        request.Method = HttpMethod.Patch;
        return gateway.Client.SendAsync(request, Token);
    }

    private Task<WireAnswer> DeleteAsync(GatewayProcess gateway, string name) => gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/v1/backends/{name}"), Token);
}

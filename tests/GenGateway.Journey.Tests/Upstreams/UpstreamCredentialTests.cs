using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Every backend gets its own credential in the way it is configured, and nobody gets anybody else's.</summary>
public sealed class UpstreamCredentialTests : UpstreamTest
{
    private const string ClientKey = "gg-canary-client-7d1c5e20";

    [Theory]
    [InlineData("bearer")]
    [InlineData("api_key")]
    [InlineData("header")]
    [InlineData("query")]
    [InlineData("basic")]
    public async Task Every_kind_of_credential_reaches_its_backend(string type)
    {
        const string Secret = "canary:upstream-41b7";
        var fake = OpenAi();
        fake.Credential = type switch
        {
            "bearer" => FakeCredential.Bearer(Secret),
            "query" => FakeCredential.InQuery("key", Secret),
            "basic" => FakeCredential.Basic(Secret),
            _ => FakeCredential.InHeader("x-team-key", Secret),
        };
        var name = type switch { "query" => ", header_name: key", "api_key" or "header" => ", header_name: x-team-key", _ => "" };
        var gateway = await StartAsync(
            new Backends().Add("up", "openai", fake.Endpoint, Model, Served, $"auth: {{ type: {type}, token_env: UPSTREAM_KEY{name} }}"),
            more: options => options.WithEnvironment("UPSTREAM_KEY", Secret));

        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        (await StreamAsync(gateway.Client, Question())).ExpectWhole(FakeReply.Usual.Text);
        Assert.DoesNotContain(Secret, gateway.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("upstream-41b7", (await gateway.Client.GetAsync("/v1/models", Token)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_may_stand_in_a_file_or_in_the_entry()
    {
        var (fromFile, literal) = (OpenAi(), OpenAi());
        fromFile.Credential = FakeCredential.Bearer("canary-file");
        literal.Credential = FakeCredential.Bearer("canary-literal");
        var gateway = await StartAsync(
            new Backends()
                .Add("one", "openai", fromFile.Endpoint, "one", Served, "auth: { type: bearer, token_file: ./upstream-key }")
                .Add("two", "openai", literal.Endpoint, "two", Served, "auth: { type: bearer, token: canary-literal }"),
            more: options => options with { Files = new Dictionary<string, string>(options.Files) { ["upstream-key"] = "canary-file\n" } });

        (await gateway.Client.PostAsync("/v1/chat/completions", Question("one"), Token)).Expect(200);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question("two"), Token)).Expect(200);
        Assert.DoesNotContain("canary", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization", $"Bearer {ClientKey}")]
    [InlineData("Authorization", ClientKey)]
    [InlineData("x-api-key", ClientKey)]
    [InlineData("api-key", ClientKey)]
    public async Task The_clients_key_never_reaches_a_backend(string header, string value)
    {
        var (keyed, open, ollama) = (OpenAi(), OpenAi(OpenAiProfile.LlamaServer), Ollama());
        keyed.Credential = FakeCredential.Bearer("sk-own");
        var gateway = await StartAsync(
            new Backends()
                .Add("keyed", "openai", keyed.Endpoint, "keyed", Served, "auth: { type: bearer, token: sk-own }")
                .Add("open", "openai", open.Endpoint, "open", Served)
                .Add("ollama", "ollama", ollama.Endpoint, "ollama", "tiny-text"),
            UpstreamSettings.Once + $"auth: {{ api_keys: [\"{ClientKey}\"] }}\n");
        foreach (var model in (string[])["keyed", "open", "ollama"])
        {
            using var request = GatewayClient.Post("/v1/chat/completions", Question(model).ToJsonString());
            request.Headers.TryAddWithoutValidation(header, value);
            (await gateway.Client.SendAsync(request, Token)).Expect(200);
            (await gateway.Client.PostAsync("/v1/chat/completions", Question(model), Token)).ExpectError(401, "invalid_api_key");
        }

        Assert.All([.. keyed.Traffic.Requests, .. open.Traffic.Requests, .. ollama.Traffic.Requests], request => Assert.False(request.Holds(ClientKey), request.Head));
        Assert.All(open.Traffic.Requests, request => Assert.Null(request.Header("Authorization")));
    }

    [Fact]
    public async Task An_unset_variable_makes_the_backend_unhealthy_and_names_itself()
    {
        var (unset, well) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(new Backends()
            .Add("unset", "openai", unset.Endpoint, "lost", Served, "auth: { type: bearer, token_env: NOBODY_SET_THIS }")
            .Add("well", "openai", well.Endpoint, "well", Served));

        (await gateway.Client.PostAsync("/v1/chat/completions", Question("well"), Token)).Expect(200);
        var refused = (await gateway.Client.PostAsync("/v1/chat/completions", Question("lost"), Token)).ExpectError(503, "no_healthy_backends");
        Assert.Contains("NOBODY_SET_THIS", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(unset.Generations);
    }
}

using System.ClientModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Wire;
using OpenAI;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Vectors by OpenAI's protocol, asked one request after another; those that come together are in <see cref="EmbeddingBatchTests"/>.</summary>
public sealed class EmbeddingTests : UpstreamTest
{
    private const string Route = "/v1/embeddings";
    private const string Settings = UpstreamSettings.Once + "queue: { batching: { max_wait_ms: 0 } }\n";

    [Fact]
    public async Task A_body_and_its_answer_pass_as_they_came_but_for_the_models_name()
    {
        const string answer = """{ "object":"list", "data" : [ {"object":"embedding","index":0,"embedding":[0.10,1e-3]} ], "model" : "served-model", "usage":{"prompt_tokens":2,"total_tokens":2}, "x":1.0 }""";
        var fake = OpenAi();
        fake.Side.Next(Behavior.Replying(WireReply.Of(200, answer, "application/json")));
        var gateway = await StartAsync(fake);
        var got = await gateway.Client.PostAsync(Route, """{ "input" : "hello", "model":"public-model", "input_type":"query" }""", Token);

        Assert.Equal((200, answer.Replace("served-model", Model, StringComparison.Ordinal)), (got.Status, got.Text));
        Assert.Equal("""{ "input" : "hello", "model":"served-model", "input_type":"query" }""", Calls(fake)[0].Text);
    }

    [Fact]
    public async Task The_route_under_azures_name_takes_its_model_from_the_path()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(fake);
        var answer = (await gateway.Client.PostAsync($"/openai/deployments/{Model}/embeddings?api-version=2024-10-21", new JsonObject { ["input"] = "hello" }, Token)).Expect(200);

        Assert.Equal(Model, answer.GetProperty("model").GetString());
        Assert.Equal(Served, Calls(fake)[0].Json["model"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"model":"public-model"}""", "input")]
    [InlineData("""{"model":"public-model","input":[]}""", "input")]
    [InlineData("""{"model":"public-model","input":"a","dimensions":0}""", "dimensions")]
    public async Task What_nobody_could_serve_is_refused_before_any_backend_is_asked(string body, string param)
    {
        var fake = OpenAi();
        var gateway = await StartAsync(fake);
        (await gateway.Client.PostAsync(Route, body, Token)).ExpectError(400, "invalid_value", param);
        Assert.Empty(Calls(fake));
    }

    [Theory]
    [InlineData("""{"object":"list","data":[],"model":"served-model"}""")]
    [InlineData("""{"object":"list","data":[{"index":0,"embedding":[1]}],"model":"served-model"}""")]
    [InlineData("""{"error":{"message":"no","type":"server_error"}}""")]
    public async Task A_200_without_the_vectors_of_all_inputs_is_a_failure_and_another_backend_is_asked(string wrong)
    {
        var (first, second) = (OpenAi(), OpenAi());
        first.Side.Next(Behavior.Replying(WireReply.Of(200, wrong, "application/json")));
        var gateway = await StartAsync(
            new Backends().Add("one", "openai", first.Endpoint, Model, Served).Add("two", "openai", second.Endpoint, Model, Served),
            UpstreamSettings.Patient + "queue: { batching: { enabled: false } }\n");
        var answer = await gateway.Client.PostAsync(Route, Asking("a", "b"), Token);

        Assert.Equal([VectorOf("a"), VectorOf("b")], Vectors(answer.Expect(200)));
        Assert.Equal(("two", "2"), (answer.Header("x-gengateway-backend"), answer.Header("x-gengateway-attempts")));
    }

    [Fact]
    public async Task A_model_without_embeddings_is_not_asked_for_them()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served, "capabilities: [chat]"), Settings);
        var refused = await gateway.Client.PostAsync(Route, Asking("a"), Token);
        Assert.True(refused.Status is 400 or 404, refused.Text);
        Assert.Empty(Calls(fake));
    }

    [Fact]
    public async Task The_record_has_the_texts_and_the_tokens()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(fake);
        (await gateway.Client.PostAsync(Route, Asking("first", "second"), Token)).Expect(200);

        var row = (await Eventually.ReachesAsync(
            async () => (await gateway.Client.GetAsync("/transactions", Token)).Expect(200).GetProperty("transactions"),
            static rows => rows.GetArrayLength() == 1,
            TimeSpan.FromSeconds(30),
            "the transaction is stored",
            Token))[0];
        Assert.Equal(("openai.embeddings", "first\nsecond"), (row.GetProperty("surface").GetString(), row.GetProperty("prompt").GetString()));
        Assert.True(row.GetProperty("usage").GetProperty("prompt_tokens").GetInt32() > 0);
        Assert.Equal("reported", row.GetProperty("usage").GetProperty("source").GetString());
    }

    [Fact]
    public async Task The_official_sdk_for_dotnet_gets_its_vectors()
    {
        var gateway = await StartAsync(OpenAi());
        var client = new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(gateway.Url, "/v1") }).GetEmbeddingClient(Model);
        var several = (await client.GenerateEmbeddingsAsync(["hello", "world"], cancellationToken: Token)).Value;

        Assert.Equal([VectorOf("hello"), VectorOf("world")], several.Select(static embedding => embedding.ToFloats().ToArray()));
        Assert.True(several.Usage.InputTokenCount > 0);
    }

    [Fact]
    public async Task The_official_sdk_for_javascript_gets_its_vectors_and_a_typed_error()
    {
        var folder = Repository.PathOf("tests", "clients");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "openai")))
            Assert.Fail("The SDK is not installed: run npm ci --ignore-scripts in tests/clients (scripts/test-runner.sh does).");
        var gateway = await StartAsync(OpenAi());
        var run = await ChildProgram.RunAsync("node", ["embeddings.mjs", new Uri(gateway.Url, "/v1").ToString(), Model], folder, Token);
        Assert.True(run.ExitCode == 0, run.Text);
        using var told = JsonDocument.Parse(run.Output);

        foreach (var name in new[] { "usual", "numbers" })
            Assert.Equal([VectorOf("hello"), VectorOf("world")], told.RootElement.GetProperty(name).EnumerateArray().Select(static vector => vector.EnumerateArray().Select(static part => part.GetSingle()).ToArray()));
        Assert.Equal("BadRequestError", told.RootElement.GetProperty("refused").GetString());
    }

    internal static float[] VectorOf(string text) => FakeVector.Of(FakeTokens.Encode(text));

    internal static float[][] Vectors(JsonElement answer) =>
        [.. answer.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("embedding").EnumerateArray().Select(static part => part.GetSingle()).ToArray())];

    internal static JsonObject Asking(params string[] inputs) => new() { ["model"] = Model, ["input"] = new JsonArray([.. inputs.Select(static input => (JsonNode)input)]) };

    internal static IReadOnlyList<ReceivedRequest> Calls(FakeOpenAi fake) => [.. fake.Traffic.Requests.Where(static request => request.Path == Route)];

    private Task<GatewayProcess> StartAsync(FakeOpenAi fake) => StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served), Settings);
}

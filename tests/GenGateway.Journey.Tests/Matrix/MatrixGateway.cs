using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.Anthropic;
using GenGateway.TestKit.Ollama;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Tgi;

namespace GenGateway.Journey.Tests.Matrix;

/// <summary>One program with the embedded engine and a fake of every kind of backend for text.</summary>
public sealed class MatrixGateway : IAsyncLifetime
{
    /// <summary>The shipped model, as its backend is called here.</summary>
    public const string Engine = "engine";

    private const string Settings = """
        breaker: { failures: 1000 }
        routing: { retry: { max_attempts: 1 } }

        """;

    private readonly Dictionary<string, FakeOpenAi> openAis = OpenAiProfile.ByName.ToDictionary(pair => pair.Key, pair => new FakeOpenAi(pair.Value));
    private readonly FakeTgi tgi = new();
    private readonly FakeOllama ollama = new() { Models = [new OllamaModel("tiny-all", "completion", "tools", "vision", "insert")] };
    private readonly FakeAnthropic anthropic = new();
    private readonly Dictionary<string, MatrixBackend> backends = [];
    private GatewayProcess? gateway;

    public MatrixGateway()
    {
        foreach (var (name, fake) in openAis)
            Add(new MatrixBackend(name, "openai") { Behaviors = fake.Behaviors, Say = reply => fake.Reply = _ => reply, Last = () => fake.LastGeneration });
        Add(new MatrixBackend("tgi", "tgi")
        {
            Behaviors = tgi.Behaviors,
            Say = reply => tgi.Reply = _ => reply,
            Last = () => tgi.LastGeneration,
            Refusal = TgiReplies.Validation,
            Failure = static message => TgiReplies.Error(500, message, "generation"),
        });
        Add(new MatrixBackend("ollama", "ollama")
        {
            Behaviors = ollama.Behaviors,
            Say = reply => ollama.Reply = _ => reply,
            Last = () => ollama.LastGeneration,
            Refusal = static message => OllamaReplies.Error(400, message),
            Failure = static message => OllamaReplies.Error(500, message),
        });
        Add(new MatrixBackend("anthropic", "anthropic")
        {
            Behaviors = anthropic.Behaviors,
            Say = reply => anthropic.Reply = _ => reply,
            Last = () => anthropic.LastGeneration,
            Refusal = static message => AnthropicReplies.Error(400, "invalid_request_error", message),
            Failure = static message => AnthropicReplies.Error(500, "api_error", message),
            Completes = false,
        });
        Add(new MatrixBackend(Engine, "engine") { Model = "tiny-chat" });
    }

    public GatewayClient Client => (gateway ?? throw new InvalidOperationException("The program has not started.")).Client;

    internal MatrixBackend Backend(string name) => backends[name];

    public async ValueTask InitializeAsync()
    {
        var written = new Backends();
        foreach (var (name, fake) in openAis)
            written.Add($"at-{name}", "openai", fake.Endpoint, name, "served-model");
        written.Add("at-tgi", "tgi", tgi.Endpoint, "tgi", tgi.Model);
        written.Add("at-ollama", "ollama", ollama.Endpoint, "ollama", "tiny-all");
        written.Add("at-anthropic", "anthropic", anthropic.Endpoint, "anthropic", "claude-fake-1", "auth: { type: api_key, token: sk-ant-0123456789 }");
        var options = new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = written.Yaml }, ExpectsErrors = true }.WithConfiguration(Settings);
        gateway = await GatewayProcess.StartAsync(options, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null)
            await gateway.DisposeAsync();
        foreach (var fake in openAis.Values)
            await fake.DisposeAsync();
        await tgi.DisposeAsync();
        await ollama.DisposeAsync();
        await anthropic.DisposeAsync();
    }

    private void Add(MatrixBackend backend) => backends.Add(backend.Name, backend);
}

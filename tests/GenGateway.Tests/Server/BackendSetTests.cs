using GenGateway.Backends;
using GenGateway.Backends.Http;
using GenGateway.Backends.Onnx;
using GenGateway.Configuration;
using GenGateway.Engine.Text;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Server;
using GenGateway.Tests.Backends.Onnx;
using GenGateway.Tests.Configuration;
using GenGateway.Tests.Journey;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Server;

public sealed class BackendSetTests : IAsyncDisposable
{
    private static readonly EnvironmentView Nowhere = new(new Dictionary<string, string>(), ".");

    private readonly ModelsFolder _models = new();
    private readonly BackendSet _set;

    public BackendSetTests()
    {
        _models.Add("llama", "llama");
        var limits = new UpstreamLimits(1 << 20, 1 << 20, new MemoryBudget(1 << 30));
        var factory = new BackendFactory(limits, new TextModelOptions { Threads = 1 }, _models.Path, NullLoggerFactory.Instance, TimeProvider.System);
        _set = new BackendSet(factory, [], new BackendCatalogue([]), new HealthRegistry(TimeProvider.System, NullLogger<HealthRegistry>.Instance));
    }

    public async ValueTask DisposeAsync()
    {
        await _set.DisposeAsync();
        _models.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("backends: {text: [{name: own, protocol: onnx, onnx: {path: llama, max_sequences: 2}}]}")]
    public async Task A_model_whose_entry_goes_or_changes_is_unloaded_after_its_last_generation(string next)
    {
        Use("backends: {text: [{name: own, protocol: onnx, onnx: {path: llama}}]}");
        var own = (OnnxBackend)_set.Find("own")!.Backend;
        var generation = await BeginAsync(own);

        Use(next);
        Assert.NotSame(own, _set.Find("own")?.Backend);
        var events = await ReadAsync(generation);
        Assert.IsType<GenerationEvent.Finished>(events[^1]);
        Assert.NotNull(own.Counters);

        await generation.DisposeAsync();
        await UnloadedAsync(own);
    }

    [Fact]
    public async Task A_model_that_nobody_uses_is_unloaded_at_once()
    {
        Use("backends: {text: [{name: own, protocol: onnx, onnx: {path: llama}}]}");
        var own = (OnnxBackend)_set.Find("own")!.Backend;
        await using (var generation = await BeginAsync(own))
            await ReadAsync(generation);
        Assert.NotNull(own.Counters);

        Use("");

        await UnloadedAsync(own);
    }

    [Fact]
    public async Task Who_was_routed_to_a_model_before_it_went_is_served_and_takes_it_along()
    {
        Use("backends: {text: [{name: own, protocol: onnx, onnx: {path: llama}}]}");
        var own = (OnnxBackend)_set.Find("own")!.Backend;
        Use("");

        await using (var generation = await BeginAsync(own))
            Assert.IsType<GenerationEvent.Finished>((await ReadAsync(generation))[^1]);

        await UnloadedAsync(own);
    }

    [Fact]
    public void Other_secrets_keep_a_model_loaded_and_make_a_remote_backend_anew()
    {
        const string yaml = "backends: {text: [{name: own, protocol: onnx, onnx: {path: llama}}, {name: far, endpoints: ['http://a']}]}";
        Use(yaml);
        var (own, far) = (_set.Find("own")!.Backend, _set.Find("far")!.Backend);

        Use(yaml, secretsChanged: true);

        Assert.Same(own, _set.Find("own")!.Backend);
        Assert.NotSame(far, _set.Find("far")!.Backend);
    }

    private static async Task<Generation> BeginAsync(OnnxBackend backend)
    {
        var task = new CompletionTask([new CompletionPrompt("prompt", "the gateway", null)], false, new TextParameters { MaxTokens = 20, Temperature = 0 });
        var opened = await backend.OpenAsync(Requests.Chat("llama", task: task), TestContext.Current.CancellationToken);
        Assert.True(opened.TryGet(out var generation, out var failure), failure?.Message);
        return generation!;
    }

    private static async Task<List<GenerationEvent>> ReadAsync(Generation generation)
    {
        var events = new List<GenerationEvent>();
        await foreach (var happened in generation.ReadAsync(TestContext.Current.CancellationToken))
            events.Add(happened);
        return events;
    }

    private static Task UnloadedAsync(OnnxBackend backend) => Eventually.HoldsAsync(() => backend.Counters is null);

    private void Use(string yaml, bool secretsChanged = false)
    {
        using var place = new Workplace();
        if (yaml.Length > 0)
            place.Yaml(yaml);
        _set.UseFile(place.Config().Backends, BreakerConfig.Standing, Nowhere, secretsChanged);
    }
}

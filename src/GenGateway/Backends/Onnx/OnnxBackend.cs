using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Scheduler;
using GenGateway.Errors;
using GenGateway.Journey;
using Microsoft.Extensions.Logging;

namespace GenGateway.Backends.Onnx;

/// <summary>A model of the embedded engine as a backend with one endpoint: the shapes of the road on one side, tokens on the other. Thread safe.</summary>
public sealed class OnnxBackend : IBackend, IEndpoint, IModelMemory, ITokenizes, IPromptCounter, IAsyncDisposable
{
    private readonly OnnxModelHost _host;

    internal OnnxBackend(OnnxFolder folder, TextModelOptions options, ILogger logger)
    {
        _host = new OnnxModelHost(folder.Name, folder.Path, options, logger);
        if (folder.Fault is not null)
            _host.Refuse(folder.Fault);
        Name = folder.Name;
        Capacity = options.MaxRunning;
        Capabilities = folder.Capabilities;
        Models = [new ModelEntry(folder.Name, folder.Name, folder.Capabilities, folder.Created)];
        Endpoints = [this];
    }

    public string Name { get; init; }

    public string Origin { get; init; } = "built-in";

    public string Protocol => "onnx";

    public bool Enabled { get; init; } = true;

    public IReadOnlyList<Capability> Capabilities { get; }

    public IReadOnlyList<ModelEntry> Models { get; }

    public DeadlineOverrides Deadlines => DeadlineOverrides.None;

    public IReadOnlyList<IEndpoint> Endpoints { get; }

    public string Address => "embedded";

    public string? Unhealthy => _host.Fault;

    public int Capacity { get; }

    /// <summary>The engine's counters, or null while the model is not loaded.</summary>
    public EngineCounters? Counters => _host.Loaded?.Counters;

    public bool Relays(WireProtocol protocol) => false;

    public IEnumerable<string> NotCarried(GenerationTask task) => EngineLimits.NotCarried(task);

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException("The engine reads tasks only.");

    public async ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        if (task is not TextTask text)
            return new Failure(FailureKind.InvalidValue, $"Backend '{Name}' generates text only.") { Param = "model" };
        if (EngineLimits.Refused(text) is { } refused)
            return refused;
        if (!(await _host.UseAsync(attempt.Token).ConfigureAwait(false)).TryGet(out var use, out var failure))
            return failure;
        Generation? generation = null;
        try
        {
            var loaded = use.Loaded;
            if (!PromptEncoder.Encode(loaded, text).TryGet(out var prompts, out failure))
                return failure;
            if (SamplingMap.Fault(text.Parameters, loaded.Model.VocabularySize) is { } fault)
                return fault;
            return generation = new OnnxGeneration(use, prompts, text);
        }
        finally
        {
            if (generation is null)
                use.Dispose();
        }
    }

    public int? LoadedContext(string model) => _host.Loaded?.ContextLength;

    // How long it is kept is the gateway's own to say: other requests use it too.
    public async ValueTask<Failure?> LoadAsync(string model, string? keepAlive, CancellationToken cancellationToken)
    {
        if (!(await _host.UseAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var use, out var failure))
            return failure;
        use.Dispose();
        return null;
    }

    public async ValueTask<Outcome<TokenAnswer>> AnswerAsync(TokenQuery query, CancellationToken cancellationToken)
    {
        if (!(await _host.UseAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var use, out var failure))
            return failure;
        using var owned = use;
        return TokenAnswers.Of(use.Loaded, query);
    }

    public async ValueTask<Outcome<int>> CountPromptAsync(GenerationTask task, CancellationToken cancellationToken)
    {
        if (task is not ChatTask chat)
            return new Failure(FailureKind.InvalidValue, $"Backend '{Name}' counts the prompts of conversations only.") { Param = "model" };
        if (EngineLimits.Refused(chat) is { } refused)
            return refused;
        if (!(await _host.UseAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var use, out var failure))
            return failure;
        using (use)
            return PromptEncoder.Count(use.Loaded, chat);
    }

    /// <summary>Unloads the model once no generation uses it; those under way end in peace.</summary>
    public Task RetireAsync() => _host.RetireAsync();

    /// <summary>Unloads the model now; generations under way fail.</summary>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Scheduler;
using GenGateway.Errors;
using GenGateway.Journey;
using Microsoft.Extensions.Logging;

namespace GenGateway.Backends.Onnx;

/// <summary>A model of the embedded engine as a backend: the shapes of the road on one side, tokens on the other. Thread safe.</summary>
public sealed class OnnxBackend : IBackend, IAsyncDisposable
{
    private readonly OnnxModelHost _host;

    internal OnnxBackend(OnnxFolder folder, TextModelOptions options, ILogger logger)
    {
        _host = new OnnxModelHost(folder.Name, folder.Path, options, logger);
        if (folder.Fault is not null)
            _host.Refuse(folder.Fault);
        Name = folder.Name;
        Capacity = options.MaxRunning;
        Models = [new ModelEntry(folder.Name, folder.Capabilities, folder.Created)];
    }

    public string Name { get; }

    public string Origin => "built-in";

    public IReadOnlyList<ModelEntry> Models { get; }

    public string? Unhealthy => _host.Fault;

    public int Capacity { get; }

    /// <summary>The engine's counters, or null while the model is not loaded.</summary>
    public EngineCounters? Counters => _host.Loaded?.Counters;

    public async ValueTask<Outcome<Generation>> OpenAsync(GenerationRequest request, string model, CancellationToken cancellationToken)
    {
        if (!(await _host.GetAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var loaded, out var failure))
            return failure;
        if (!PromptEncoder.Encode(loaded, request.Task).TryGet(out var prompts, out failure))
            return failure;
        var task = (TextTask)request.Task;
        if (SamplingMap.Fault(task.Parameters, loaded.Model.VocabularySize) is { } fault)
            return fault;
        return new OnnxGeneration(loaded.Model, prompts, task);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

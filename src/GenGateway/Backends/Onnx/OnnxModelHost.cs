using GenGateway.Engine.Text;
using GenGateway.Errors;
using Microsoft.Extensions.Logging;

namespace GenGateway.Backends.Onnx;

/// <summary>One model of the embedded engine: a folder until somebody asks, a loaded model from then on. Thread safe.</summary>
internal sealed partial class OnnxModelHost(string name, string folder, TextModelOptions options, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan LongestLoad = TimeSpan.FromSeconds(30);

    private readonly Lock _starting = new();
    private Task<LoadedModel>? _load;
    private string? _fault;

    /// <summary>Why the model cannot be used, or null. Settled by what the folder holds, then by what loading it found.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>The model if it is loaded.</summary>
    public TextModel? Loaded => Volatile.Read(ref _load) is { IsCompletedSuccessfully: true } load ? load.GetAwaiter().GetResult().Model : null;

    /// <summary>Marks the model as out of service from the start.</summary>
    public void Refuse(string fault) => Volatile.Write(ref _fault, fault);

    /// <summary>The model, loaded by the first who asks; everybody else waits for the same load.</summary>
    public async ValueTask<Outcome<LoadedModel>> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Load().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            return new Failure(FailureKind.NoHealthyBackends, $"The model '{name}' is out of service: {Fault}") { Cause = thrown };
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<LoadedModel>? load;
        lock (_starting)
            load = _load;
        if (load is null)
            return;
        // A load cannot be stopped half-way; one that takes longer than this ends with the process.
        await Task.WhenAny(load, Task.Delay(LongestLoad)).ConfigureAwait(false);
        Loaded?.Dispose();
    }

    private Task<LoadedModel> Load()
    {
        if (Volatile.Read(ref _load) is { } running)
            return running;
        lock (_starting)
        {
            // Reading weights and preparing the graph takes long enough to deserve a thread of its own.
            return _load ??= Task.Factory.StartNew(LoadNow, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    private LoadedModel LoadNow()
    {
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            var loaded = LoadedModel.Load(folder, options);
            Log.Loaded(logger, name, (long)TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            return loaded;
        }
        catch (Exception thrown)
        {
            Refuse(OnnxModels.WithoutPath(thrown.Message, folder));
            Log.NotLoaded(logger, name, thrown.Message);
            throw;
        }
    }

    // Event ids 6100–6199 are this backend's.
    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Information, "model {Model} loaded in {Milliseconds} ms")]
        public static partial void Loaded(ILogger logger, string model, long milliseconds);

        [LoggerMessage(6102, LogLevel.Error, "model {Model} cannot be loaded: {Reason}")]
        public static partial void NotLoaded(ILogger logger, string model, string reason);
    }
}

using GenGateway.Engine.Text;
using GenGateway.Errors;
using Microsoft.Extensions.Logging;

namespace GenGateway.Backends.Onnx;

/// <summary>One model of the embedded engine: a folder until somebody asks, a loaded model from then on. Thread safe.</summary>
/// <remarks>
/// Whoever generates holds a <see cref="ModelUse"/>. After <see cref="RetireAsync"/> the model is kept only as long as one is held: who was
/// routed here a moment before is served still, from a new load if need be, and takes the model along when it leaves.
/// </remarks>
internal sealed partial class OnnxModelHost(string name, string folder, TextModelOptions options, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan LongestLoad = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<LoadedModel>? _load;
    private Task _unload = Task.CompletedTask;
    private string? _fault;
    private int _users;
    private bool _retired;

    /// <summary>Why the model cannot be used, or null. Settled by what the folder holds, then by what loading it found.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>The model if it is loaded.</summary>
    public TextModel? Loaded => Volatile.Read(ref _load) is { IsCompletedSuccessfully: true } load ? load.GetAwaiter().GetResult().Model : null;

    /// <summary>Marks the model as out of service from the start.</summary>
    public void Refuse(string fault) => Volatile.Write(ref _fault, fault);

    /// <summary>The model, loaded by the first who asks; everybody else waits for the same load.</summary>
    /// <returns>A use of it, to be disposed after the last step.</returns>
    public async ValueTask<Outcome<ModelUse>> UseAsync(CancellationToken cancellationToken)
    {
        var load = Enter();
        LoadedModel? loaded = null;
        try
        {
            loaded = await load.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new ModelUse(loaded, Leave);
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            return new Failure(FailureKind.NoHealthyBackends, $"The model '{name}' is out of service: {Fault}") { Cause = thrown };
        }
        finally
        {
            if (loaded is null)
                Leave();
        }
    }

    /// <summary>Nobody is sent here any more: the model is unloaded once no use of it is held.</summary>
    /// <returns>Completes when it was.</returns>
    public Task RetireAsync()
    {
        lock (_lock)
        {
            _retired = true;
            UnloadIfUnused();
        }

        return _gone.Task;
    }

    /// <summary>Unloads the model, whoever uses it: those generations fail.</summary>
    public async ValueTask DisposeAsync()
    {
        Task ended;
        lock (_lock)
            ended = Task.WhenAll(_unload, _load is null ? Task.CompletedTask : UnloadAsync(_load));
        // A load cannot be stopped half-way; one that takes longer than this ends with the process.
        await Task.WhenAny(ended, Task.Delay(LongestLoad)).ConfigureAwait(false);
    }

    private Task<LoadedModel> Enter()
    {
        lock (_lock)
        {
            _users++;
            // Reading weights and preparing the graph takes long enough to deserve a thread of its own.
            return _load ??= Task.Factory.StartNew(LoadNow, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _users--;
            UnloadIfUnused();
        }
    }

    // Under the lock.
    private void UnloadIfUnused()
    {
        if (!_retired || _users > 0)
            return;
        if (_load is { } load)
        {
            _load = null;
            _unload = Task.WhenAll(_unload, UnloadAsync(load));
        }

        _unload.ContinueWith(_ => _gone.TrySetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static async Task UnloadAsync(Task<LoadedModel> load)
    {
        // Closing waits for the engine's thread and gives gigabytes back: not on a thread that serves requests. A failed load has nothing to close.
        await load.ContinueWith(
            static loaded =>
            {
                if (loaded.IsCompletedSuccessfully)
                    loaded.GetAwaiter().GetResult().Model.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.LongRunning,
            TaskScheduler.Default).ConfigureAwait(false);
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

using GenGateway.Errors;
using GenGateway.Journey;
using Microsoft.Extensions.Logging;

namespace GenGateway.Backends.Http;

/// <summary>Keeps the lists of found models fresh: asks at the start, then every few minutes, sooner where nobody answered. One owner runs it.</summary>
public sealed partial class ModelFinder(BackendCatalogue catalogue, TimeProvider clock, ILogger<ModelFinder> logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestAsk = TimeSpan.FromSeconds(10);

    private readonly Dictionary<RemoteBackend, long> _plan = [];
    private readonly SemaphoreSlim _round = new(1, 1);
    private readonly SemaphoreSlim _woken = new(0, 1);

    /// <summary>Asks everybody whose list is due.</summary>
    /// <returns>When the next one is due.</returns>
    public async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken)
    {
        await _round.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var finding = catalogue.Backends.OfType<RemoteBackend>().Where(static backend => backend is { FindsModels: true, Enabled: true }).ToArray();
            var changed = await Task.WhenAll(Due(finding).Select(backend => FindAsync(backend, cancellationToken))).ConfigureAwait(false);
            if (changed.Any(static one => one))
                catalogue.Touch();
            return Next();
        }
        finally
        {
            _round.Release();
        }
    }

    /// <summary>Waits until the next list is due, or until the backends changed.</summary>
    public async Task WaitAsync(TimeSpan due, CancellationToken cancellationToken)
    {
        void Wake()
        {
            if (!catalogue.Backends.OfType<RemoteBackend>().Any(backend => backend is { FindsModels: true, Enabled: true } && !IsPlanned(backend)))
                return;
            // Whoever changes the backends may call this while the finder does: the second release would be one too many.
            lock (_woken)
            {
                if (_woken.CurrentCount == 0)
                    _woken.Release();
            }
        }

        catalogue.Changed += Wake;
        try
        {
            Wake();
            await _woken.WaitAsync(due, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            catalogue.Changed -= Wake;
        }
    }

    public void Dispose()
    {
        _round.Dispose();
        _woken.Dispose();
    }

    private bool IsPlanned(RemoteBackend backend)
    {
        lock (_plan)
            return _plan.ContainsKey(backend);
    }

    private RemoteBackend[] Due(RemoteBackend[] finding)
    {
        lock (_plan)
        {
            foreach (var gone in _plan.Keys.Except(finding).ToArray())
                _plan.Remove(gone);
            var now = clock.GetTimestamp();
            return [.. finding.Where(backend => !_plan.TryGetValue(backend, out var next) || next <= now)];
        }
    }

    private TimeSpan Next()
    {
        lock (_plan)
        {
            var next = _plan.Count == 0 ? Fresh : clock.GetElapsedTime(clock.GetTimestamp(), _plan.Values.Min());
            return next < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : next;
        }
    }

    private async Task<bool> FindAsync(RemoteBackend backend, CancellationToken cancellationToken)
    {
        Outcome<bool> found;
        Exception? defect = null;
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            limit.CancelAfter(LongestAsk);
            try
            {
                found = await backend.FindModelsAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                found = new Failure(FailureKind.Timeout, $"Backend '{backend.Name}' did not list its models within {LongestAsk.TotalSeconds:0} s.");
            }
            catch (Exception thrown) when (thrown is not OperationCanceledException)
            {
                // One backend's defect must not cost the others their lists, and it is asked again as one that did not answer.
                defect = thrown;
                found = new Failure(FailureKind.Internal, "its list cannot be read, by a defect of the gateway.") { Cause = thrown };
            }
        }

        var isFound = found.TryGet(out var changed, out var failure);
        lock (_plan)
        {
            // Once for each change: an outage that turns into a refused credential is news.
            var before = backend.ListProblem;
            backend.ListProblem = failure?.Message;
            if (failure is not null && before != failure.Message)
                Log.NotFound(logger, defect, backend.Name, failure.Message);
            else if (isFound && changed)
                Log.Found(logger, backend.Name, backend.Models.Count);
            var wait = isFound ? Fresh : Again;
            _plan[backend] = clock.GetTimestamp() + (long)(wait.TotalSeconds * clock.TimestampFrequency);
        }

        return isFound && changed;
    }

    // Event ids 6200–6299 are this one's.
    private static partial class Log
    {
        [LoggerMessage(6201, LogLevel.Information, "backend {Backend} has {Count} models")]
        public static partial void Found(ILogger logger, string backend, int count);

        [LoggerMessage(6202, LogLevel.Warning, "the models of backend {Backend} are not known: {Reason}")]
        public static partial void NotFound(ILogger logger, Exception? defect, string backend, string reason);
    }
}

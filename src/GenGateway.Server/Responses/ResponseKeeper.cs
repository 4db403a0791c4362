using System.Collections.Concurrent;
using System.Threading.Channels;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Surfaces.Responses;

namespace GenGateway.Server.Responses;

/// <summary>Moves responses into the database beside the requests that made them; until one is there it is found here. Thread safe.</summary>
internal sealed partial class ResponseKeeper(IResponseStore store, MemoryBudget memory, ILogger<ResponseKeeper> logger, TimeProvider clock) : BackgroundService, IResponseKeeper
{
    // Responses that wait for the database, within the memory for what is in flight; what comes on top is not kept, and says so in the log.
    private const int MostWaiting = 256;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, StoredResponse> _waiting = new(StringComparer.Ordinal);
    private readonly Channel<StoredResponse> _queue = Channel.CreateBounded<StoredResponse>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    public void Keep(StoredResponse response)
    {
        if (memory.TryReserve(SizeOf(response)))
        {
            _waiting[response.Id] = response;
            if (_queue.Writer.TryWrite(response))
                return;
            _waiting.TryRemove(response.Id, out _);
            memory.Release(SizeOf(response));
        }

        Log.Lost(logger, response.Id);
    }

    public async ValueTask<Outcome<StoredResponse?>> FindAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        if (!_waiting.TryGetValue(id, out var response))
        {
            try
            {
                response = await store.FindAsync(id, cancellationToken);
            }
            catch (StoreUnavailableException thrown)
            {
                return Unavailable(thrown);
            }
        }

        return Outcome.Of(response is not null && IsOf(caller, response) ? response : null);
    }

    /// <summary>Looks for one of the caller's own, to be read again.</summary>
    /// <returns>The response object as it was answered; null within: there is none, or it is another key's; or why nobody knows now.</returns>
    public async ValueTask<Outcome<ReadOnlyMemory<byte>?>> FindAnswerAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        if (_waiting.TryGetValue(id, out var waiting))
            return Outcome.Of<ReadOnlyMemory<byte>?>(IsOf(caller, waiting) ? waiting.Response : default(ReadOnlyMemory<byte>?));
        try
        {
            return Outcome.Of(await store.FindAnswerAsync(id, caller.Key, clock.GetUtcNow(), cancellationToken));
        }
        catch (StoreUnavailableException thrown)
        {
            return Unavailable(thrown);
        }
    }

    /// <summary>Forgets one of the caller's own.</summary>
    /// <returns>False: there was none.</returns>
    public async Task<Outcome<bool>> DeleteAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        var waits = _waiting.TryGetValue(id, out var waiting);
        if (waits && !IsOf(caller, waiting!))
            return false;
        _waiting.TryRemove(id, out _);
        try
        {
            // One that is being stored at this moment is deleted there once more by whoever stores it.
            return await store.DeleteAsync(id, caller.Key, clock.GetUtcNow(), cancellationToken) || waits;
        }
        catch (StoreUnavailableException thrown)
        {
            return Unavailable(thrown);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(StoreAsync(stoppingToken), ForgetAsync(stoppingToken));

    private async Task StoreAsync(CancellationToken stoppingToken)
    {
        // Not until the stop, but until the queue is closed and empty: what was kept before is still to be stored.
        await foreach (var response in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            while (_waiting.ContainsKey(response.Id) && !await TryStoreAsync(response, stoppingToken))
            {
            }

            // A newer one of the same id waits on: some servers draw their ids from few.
            _waiting.TryRemove(KeyValuePair.Create(response.Id, response));
            memory.Release(SizeOf(response));
        }
    }

    private bool IsOf(Caller caller, StoredResponse response) => response.Key == caller.Key && response.ExpiresAt > clock.GetUtcNow();

    private static long SizeOf(StoredResponse response) => (long)response.Conversation.Length + response.Response.Length;

    /// <returns>False: it is to be tried again.</returns>
    private async Task<bool> TryStoreAsync(StoredResponse response, CancellationToken stoppingToken)
    {
        try
        {
            await store.SaveAsync(response, CancellationToken.None);
            // Deleted meanwhile: the deletion may have come before this.
            if (!_waiting.ContainsKey(response.Id))
                await store.DeleteAsync(response.Id, response.Key, clock.GetUtcNow(), CancellationToken.None);
            return true;
        }
        catch (StoreUnavailableException thrown) when (!stoppingToken.IsCancellationRequested)
        {
            Log.NotStored(logger, thrown, response.Id);
        }
        catch (Exception thrown)
        {
            Log.Rejected(logger, thrown, response.Id);
            return true;
        }

        try
        {
            await Task.Delay(Again, clock, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The server stops: one more try, and no waiting.
        }

        return false;
    }

    private async Task ForgetAsync(CancellationToken stoppingToken)
    {
        var guard = new RoundGuard("forgetting expired responses", logger);
        using var timer = new PeriodicTimer(ForgetEvery, clock);
        try
        {
            do
                await guard.TryAsync(stopping => store.ForgetExpiredAsync(clock.GetUtcNow(), stopping), stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private static Failure Unavailable(StoreUnavailableException thrown) =>
        new(FailureKind.StoreUnavailable, "The database cannot be used now; kept responses are not lost. Try again.") { Cause = thrown };

    // Event ids 1070–1079 are the kept responses'.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1070, Level = LogLevel.Warning, Message = "response {Response} cannot be stored now")]
        public static partial void NotStored(ILogger logger, Exception cause, string response);

        [LoggerMessage(EventId = 1071, Level = LogLevel.Error, Message = "response {Response} is not kept: the database refuses it, or was away up to the stop")]
        public static partial void Rejected(ILogger logger, Exception cause, string response);

        [LoggerMessage(EventId = 1072, Level = LogLevel.Error, Message = "response {Response} is not kept: too many wait for the database, or limits.memory_in_flight is used up")]
        public static partial void Lost(ILogger logger, string response);
    }
}

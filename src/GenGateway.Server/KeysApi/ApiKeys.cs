using GenGateway.Admission.Keys;
using GenGateway.Errors;
using GenGateway.Recording;

namespace GenGateway.Server.KeysApi;

/// <summary>The keys of the database in the running gateway: changed over the API, and looked at once a second because commands change them, too.</summary>
/// <remarks>Thread safe. A change over the API is in effect before its call returns.</remarks>
/// <param name="store">Where they are kept.</param>
/// <param name="live">What runs with them.</param>
/// <param name="logger">Hears of every change, and of a database that does not answer.</param>
/// <param name="clock">The only clock.</param>
internal sealed partial class ApiKeys(IKeyStore store, LiveKeys live, ILogger<ApiKeys> logger, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly KeyBook _book = new(store, () => live.OfFile, guarded: true, clock);

    // Lists are put into effect one after the other, each read when it is its turn: an older one never follows a newer one.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private StoredKeys _seen = new("", []);

    /// <summary>The keys as they were last seen.</summary>
    public IReadOnlyList<StoredKey> All => Volatile.Read(ref _seen).All;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync(cancellationToken);
        }
        catch (StoreUnavailableException thrown)
        {
            live.AskAnyway();
            Log.NotLoaded(logger, thrown);
        }

        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
    }

    /// <summary>Makes a key; see <see cref="KeyBook.CreateAsync"/>.</summary>
    /// <param name="json">The object form of a key.</param>
    /// <param name="by">The name of the key that asks; null: nobody's.</param>
    public Task<Outcome<MadeKey>> CreateAsync(ReadOnlyMemory<byte> json, string? by) =>
        DoAsync(_book.CreateAsync(json, CancellationToken.None), "created", static made => made.Key, by);

    /// <summary>Changes a key; see <see cref="KeyBook.ChangeAsync"/>.</summary>
    public Task<Outcome<StoredKey>> ChangeAsync(string name, ReadOnlyMemory<byte> json, string? by) =>
        DoAsync(_book.ChangeAsync(name, json, CancellationToken.None), "changed", static key => key, by);

    /// <summary>Gives a key another text; see <see cref="KeyBook.RotateAsync"/>.</summary>
    public Task<Outcome<MadeKey>> RotateAsync(string name, TimeSpan grace, string? by) =>
        DoAsync(_book.RotateAsync(name, grace, CancellationToken.None), "rotated", static made => made.Key, by);

    /// <summary>Revokes a key; see <see cref="KeyBook.RevokeAsync"/>.</summary>
    public Task<Outcome<StoredKey>> RevokeAsync(string name, string? by) =>
        DoAsync(_book.RevokeAsync(name, CancellationToken.None), "revoked", static key => key, by);

    /// <summary>One look: reads the keys where somebody changed them.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        if (await store.StampAsync(cancellationToken) != Volatile.Read(ref _seen).Stamp)
            await LoadAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var guard = new RoundGuard("the look at the keys of the database", logger);
        using var timer = new PeriodicTimer(Between, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await guard.TryAsync(LookAsync, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var seen = await store.ListAsync(cancellationToken);
            live.UseStored(seen.All);
            Volatile.Write(ref _seen, seen);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Outcome<T>> DoAsync<T>(Task<Outcome<T>> work, string what, Func<T, StoredKey> keyOf, string? by)
    {
        try
        {
            var done = await work;
            if (!done.TryGet(out var value, out _))
                return done;
            var name = keyOf(value).Name;
            Log.Changed(logger, name, what, by ?? "a caller without a key");
            await LoadAsync(CancellationToken.None);
            return done;
        }
        catch (StoreUnavailableException thrown)
        {
            return new Failure(FailureKind.StoreUnavailable, "The database does not take changes of keys now. Look at GET /admin/keys whether anything changed, and try again.") { Cause = thrown };
        }
    }

    // Event ids 1050–1059 are the keys'; from 1051 on they are this one's.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1051, Level = LogLevel.Error, Message = "the keys cannot be read from the database; until they can, only keys of files and environment count")]
        public static partial void NotLoaded(ILogger logger, Exception cause);

        [LoggerMessage(EventId = 1052, Level = LogLevel.Information, Message = "key '{Key}' {What} by {By}")]
        public static partial void Changed(ILogger logger, string key, string what, string by);
    }
}

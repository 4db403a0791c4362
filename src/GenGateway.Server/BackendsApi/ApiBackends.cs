using System.Text;
using GenGateway.Backends.Stored;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Recording;

namespace GenGateway.Server.BackendsApi;

/// <summary>The backends that are added over the API: kept in the database, merged over the files' at the start and whenever the configuration changes.</summary>
/// <remarks>Thread safe; changes take turns. A change is in effect once it is stored, and before its call returns.</remarks>
/// <param name="store">Where they are kept.</param>
/// <param name="state">What runs with them.</param>
/// <param name="workingDirectory">What <c>engine.models_path</c> starts from.</param>
/// <param name="logger">Hears of stored ones that cannot be used any more.</param>
/// <param name="clock">Dates new ones.</param>
internal sealed partial class ApiBackends(IBackendStore store, GatewayState state, string workingDirectory, ILogger<ApiBackends> logger, TimeProvider clock) : IHostedService, IDisposable
{
    private const int Most = 1000;
    private const string Source = "body";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private IReadOnlyList<StoredBackend> _stored = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in await store.ListDrainingAsync(cancellationToken))
                state.Backends.Drain(name, draining: true);
            Keep(await store.ListAsync(cancellationToken));
        }
        catch (StoreUnavailableException thrown)
        {
            Log.NotLoaded(logger, thrown);
        }

        state.Applied += Follow;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        state.Applied -= Follow;
        return Task.CompletedTask;
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Adds a backend.</summary>
    /// <param name="json">The body that describes it.</param>
    /// <param name="cancellationToken">Ends the waiting for others' changes.</param>
    public async Task<Outcome<BackendChange>> AddAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!Read(json).TryGet(out var reading, out var failure))
                return failure;
            var config = reading.Backend!;
            if (state.Backends.Listings.FirstOrDefault(known => known.Backend.Name.Equals(config.Name, StringComparison.OrdinalIgnoreCase)) is { } taken)
                return Invalid("name", $"There is a backend '{taken.Backend.Name}' already ({Place(taken)}). Choose another name, or change that one.");
            if (_stored.Count >= Most)
                return Invalid("name", $"{Most} backends were added over the API already, the most there may be. Delete some, or write backends into config/backends.yaml.");
            return await SaveAsync(config, json, clock.GetUtcNow(), reading.Warnings);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Changes members of a backend: each one that is sent replaces the entry's own, <c>null</c> takes it away. <c>draining</c> may be changed of any backend, and is kept over restarts.</summary>
    public async Task<Outcome<BackendChange>> ChangeAsync(string name, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (state.Backends.Find(name) is not { } listing)
                return NotFound(name);
            if (!BackendPatch.Read(json).TryGet(out var patch, out var failure))
                return failure;
            if (patch.ChangesEntry && listing.Backend.Origin != "api")
                return Invalid("", $"Only 'draining' of the backend '{name}' can be changed here: it is {Place(listing)}. Change it there; {Followed(listing)}");

            var change = new BackendChange(listing, []);
            if (patch.ChangesEntry)
            {
                var stored = _stored.First(entry => entry.Name == name);
                var merged = patch.ApplyTo(stored.Json);
                if (!Read(merged).TryGet(out var reading, out failure))
                    return failure;
                if (reading.Backend!.Name != name)
                    return Invalid("name", $"A backend keeps its name, '{name}'. Add another one, and delete this.");
                if (!(await SaveAsync(reading.Backend, merged, stored.CreatedAt, reading.Warnings)).TryGet(out change, out failure))
                    return failure;
            }

            if (patch.Draining is { } draining)
            {
                await store.SetDrainingAsync(name, draining, CancellationToken.None);
                state.Backends.Drain(name, draining);
            }

            return change with { Listing = state.Backends.Find(name) ?? change.Listing };
        }
        catch (StoreUnavailableException thrown)
        {
            return Unavailable(thrown);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes a backend away; what it does already goes on.</summary>
    /// <returns>Null, or why it stays.</returns>
    public async Task<Failure?> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (state.Backends.Find(name) is not { } listing)
                return NotFound(name);
            if (listing.Backend.Origin != "api")
                return Invalid("name", $"The backend '{name}' cannot be deleted here: it is {Place(listing)}. Take it away there, or write enabled: false; {Followed(listing)}");
            await store.DeleteAsync(name, CancellationToken.None);
            await store.SetDrainingAsync(name, draining: false, CancellationToken.None);
            state.Backends.Drain(name, draining: false);
            Keep([.. _stored.Where(entry => entry.Name != name)]);
            return null;
        }
        catch (StoreUnavailableException thrown)
        {
            return Unavailable(thrown);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says that there is no such backend.</summary>
    public static Failure NotFound(string name) =>
        new(FailureKind.BackendNotFound, $"Backend not found: {(name.Length <= 100 ? name : name[..100])}. GET /v1/backends lists those that there are.") { Param = "name" };

    private static Failure Invalid(string param, string message) => new(FailureKind.InvalidValue, message) { Param = param.Length == 0 ? null : param };

    private static Failure Unavailable(StoreUnavailableException thrown) =>
        new(FailureKind.StoreUnavailable, "The database does not take changes of backends now; nothing was changed. Try again.") { Cause = thrown };

    private static string Place(BackendListing listing) => listing switch
    {
        { Config: null } => "built-in, made of its model's folder in engine.models_path",
        { Backend.Origin: "api" } => "added over the API",
        _ => $"configured at {listing.Config.Origin}",
    };

    private static string Followed(BackendListing listing) => listing.Config is null
        ? "an entry of its name under backends takes its place."
        : "files are looked at once a second.";

    private Outcome<BackendReading> Read(ReadOnlyMemory<byte> json)
    {
        var config = state.Config;
        var reading = BackendReader.Read(json.Span, config.BackendDefaults, config.Auth.SecretReferences, Source);
        if (reading.Backend is null)
        {
            var first = reading.Errors[0];
            var kind = first.Problem.StartsWith("not JSON", StringComparison.Ordinal) ? FailureKind.InvalidJson : FailureKind.InvalidValue;
            var message = string.Join("; ", reading.Errors.Select(static error => error.Setting.Length == 0 ? $"the body: {error.Problem}" : $"{error.Setting}: {error.Problem}"));
            return new Failure(kind, $"The backend is not as it must be: {message}.") { Param = first.Setting.Length == 0 ? null : first.Setting };
        }

        return reading.Backend.Onnx is { } onnx && ModelProblem(onnx) is { } problem ? Invalid("onnx.path", problem) : reading;
    }

    // Else whoever holds an admin key could have any file of the machine read.
    private string? ModelProblem(OnnxConfig onnx)
    {
        if (onnx.Path is null)
            return "A model of the embedded engine that is added over the API needs onnx.path, a folder under engine.models_path.";
        var path = Path.GetFullPath(onnx.Path, workingDirectory);
        var places = new[] { workingDirectory, AppContext.BaseDirectory }.Select(start => Path.GetFullPath(state.Config.Engine.ModelsPath, start).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar);
        return places.Any(place => path.StartsWith(place, StringComparison.Ordinal) && path.Length > place.Length)
            ? null
            : $"onnx.path must be a folder under engine.models_path ({state.Config.Engine.ModelsPath}): over the API no other files are read.";
    }

    private async Task<Outcome<BackendChange>> SaveAsync(BackendConfig config, ReadOnlyMemory<byte> json, DateTimeOffset created, IReadOnlyList<string> warnings)
    {
        var entry = new StoredBackend(config.Name, config.Type == BackendType.Image ? "image" : "text", Encoding.UTF8.GetString(json.Span), created);
        try
        {
            await store.SaveAsync(entry, CancellationToken.None);
        }
        catch (StoreUnavailableException thrown)
        {
            return Unavailable(thrown);
        }

        Keep(_stored.Any(known => known.Name == entry.Name) ? [.. _stored.Select(known => known.Name == entry.Name ? entry : known)] : [.. _stored, entry]);
        return new BackendChange(state.Backends.Find(config.Name)!, warnings);
    }

    private void Follow(GatewayConfig config) => Use();

    private void Keep(IReadOnlyList<StoredBackend> stored)
    {
        Volatile.Write(ref _stored, stored);
        Use();
    }

    // The lock orders what is put into effect: an older list must not follow a newer one.
    private void Use()
    {
        lock (_lock)
            state.UseApiBackends([.. Volatile.Read(ref _stored).Select(Bound).OfType<BackendConfig>()]);
    }

    private BackendConfig? Bound(StoredBackend entry)
    {
        // What it may refer to was checked when it was stored.
        var reading = BackendReader.Read(Encoding.UTF8.GetBytes(entry.Json), state.Config.BackendDefaults, secretReferences: null, "the API");
        if (reading.Backend is null)
            Log.NotUsable(logger, entry.Name, string.Join("; ", reading.Errors.Select(static error => error.Problem)));
        return reading.Backend;
    }

    // Event ids 1020–1029 are this one's.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1020, Level = LogLevel.Error, Message = "the backends that were added over the API cannot be read from the database; they are missing until the next start")]
        public static partial void NotLoaded(ILogger logger, Exception cause);

        [LoggerMessage(EventId = 1021, Level = LogLevel.Warning, Message = "the backend {Backend}, added over the API, is not used: {Problems}")]
        public static partial void NotUsable(ILogger logger, string backend, string problems);
    }
}

using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>A configured backend elsewhere: its endpoints, and its models as listed or as found. Thread safe.</summary>
public sealed class RemoteBackend : IBackend, IDisposable
{
    private readonly UpstreamPool _pool;
    private readonly TimeProvider _clock;
    private readonly ModelEntry[] _unnamed;
    private readonly IModelSource[] _sources;
    private volatile IReadOnlyList<ModelEntry> _models;
    private IReadOnlyList<FoundModel> _found = [];

    /// <param name="name">The configured name.</param>
    /// <param name="origin"><c>file</c> or <c>api</c>.</param>
    /// <param name="protocol">The configured protocol.</param>
    /// <param name="listed">The models that the configuration lists; empty: they are found live.</param>
    /// <param name="endpoints">At least one.</param>
    /// <param name="pool">Their connections; owned.</param>
    /// <param name="clock">Dates what is found.</param>
    /// <param name="unnamed">For pictures, where none is listed: what it makes when it is told no model; it stands before those that are found. Null: it has to be told one.</param>
    public RemoteBackend(string name, string origin, string protocol, IReadOnlyList<ModelEntry> listed, IReadOnlyList<IEndpoint> endpoints, UpstreamPool pool, TimeProvider clock, ModelEntry? unnamed = null)
    {
        Name = name;
        Origin = origin;
        Protocol = protocol;
        Endpoints = endpoints;
        _unnamed = unnamed is null ? [] : [unnamed];
        // What makes pictures among the models of a server for all kinds of things, it does not say.
        _sources = [.. endpoints.OfType<IModelSource>().Where(source => unnamed is null || source.ListsImageModels)];
        FindsModels = listed.Count == 0 && _sources.Length > 0;
        _models = [.. listed, .. _unnamed];
        _pool = pool;
        _clock = clock;
    }

    public string Name { get; }

    public string Origin { get; }

    public string Protocol { get; }

    public required bool Enabled { get; init; }

    public required IReadOnlyList<Capability> Capabilities { get; init; }

    public required DeadlineOverrides Deadlines { get; init; }

    public IReadOnlyList<ModelEntry> Models => _models;

    public IReadOnlyList<IEndpoint> Endpoints { get; }

    /// <summary>Whether its models are asked for rather than listed.</summary>
    public bool FindsModels { get; }

    /// <summary>Why its models are not known, or not known anew; null: they are, or nobody asked yet.</summary>
    public string? ListProblem { get; internal set; }

    /// <summary>Asks its endpoints, one after another, until one answers.</summary>
    /// <returns>Whether its models changed, or why nobody answered; then the last list stays.</returns>
    public async ValueTask<Outcome<bool>> FindModelsAsync(CancellationToken cancellationToken)
    {
        Failure? last = null;
        foreach (var source in _sources)
        {
            if (!(await source.ListModelsAsync(cancellationToken).ConfigureAwait(false)).TryGet(out var found, out last))
                continue;
            if (found.SequenceEqual(_found))
                return false;
            var known = _models.ToDictionary(static model => model.Upstream, static model => model.Created);
            var now = _clock.GetUtcNow();
            _models = [.. _unnamed, .. found.Select(model => new ModelEntry(model.Name, model.Name, model.Capabilities ?? Capabilities, known.GetValueOrDefault(model.Name, now)) { OtherName = model.OtherName })];
            _found = found;
            return true;
        }

        return last ?? new Failure(FailureKind.BackendError, $"Backend '{Name}' has no endpoint that lists models.");
    }

    public void Dispose() => _pool.Dispose();
}

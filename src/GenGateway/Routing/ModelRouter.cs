using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Routing;

/// <summary>Finds who can serve a request, from a table that is swapped as a whole. Thread safe; a request sees one table from beginning to end.</summary>
public sealed class ModelRouter : IRouter
{
    private volatile RouteTable _table;

    public ModelRouter(IReadOnlyList<IBackend> backends, RoutingSettings settings) => _table = new RouteTable(backends, settings);

    /// <summary>From now on, these backends and settings hold.</summary>
    public void Use(IReadOnlyList<IBackend> backends, RoutingSettings settings) => _table = new RouteTable(backends, settings);

    /// <summary>A sentence for every default model that no backend serves now: which, and what is served.</summary>
    public IReadOnlyList<string> UnservedDefaults() => _table.UnservedDefaults();

    public Outcome<IReadOnlyList<Candidate>> Resolve(GenerationRequest request) => _table.Resolve(request);
}

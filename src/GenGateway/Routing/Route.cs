using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Routing.Balancing;

namespace GenGateway.Routing;

/// <summary>Everyone who can serve one name, and whose turn it is to be asked first. Thread safe; the usual choice allocates nothing.</summary>
internal sealed class Route
{
    private readonly BackendShare[] _backends;
    private readonly EndpointShare[] _all;
    private readonly IPicker? _ofBackends;
    private readonly IPicker _ofAll;

    // For each place with weight the order that begins there.
    private readonly CandidateOrder[] _orders;
    private readonly Candidate[]? _only;

    /// <param name="backends">None of them without endpoints.</param>
    /// <param name="strategy">How the next one is chosen.</param>
    /// <param name="isSticky">Whether a conversation stays where it began.</param>
    /// <param name="random">Chance.</param>
    public Route(BackendShare[] backends, BalancingPolicy strategy, bool isSticky, Random random)
    {
        _backends = backends;
        IsSticky = isSticky;
        First = backends[0].Endpoints[0].Candidate;
        var weighing = backends.SelectMany(static backend => backend.Endpoints.Where(static endpoint => endpoint.PoolWeight > 0)).ToArray();
        var spare = backends.SelectMany(static backend => backend.Endpoints.Where(static endpoint => endpoint.PoolWeight <= 0)).ToArray();
        _all = [.. weighing, .. spare];
        for (var i = 0; i < _all.Length; i++)
            _all[i].Index = i;
        Candidate[] candidates = [.. _all.Select(static endpoint => endpoint.Candidate)];
        _only = candidates.Length == 1 ? candidates : null;
        _orders = [.. weighing.Select(endpoint => new CandidateOrder(candidates, weighing.Length, BlockOf(endpoint, weighing), endpoint.Index))];
        _ofBackends = Pickers.Of(strategy, backends, random);
        _ofAll = Pickers.Of(strategy, _all, random);
    }

    /// <summary>Any of them, to name in what is said about all.</summary>
    public Candidate First { get; }

    /// <summary>All of them, whether or not they can serve now.</summary>
    public IReadOnlyList<EndpointShare> All => _all;

    /// <summary>The names of its backends.</summary>
    public IEnumerable<string> Backends => _backends.Select(static backend => backend.Endpoints[0].Candidate.Backend.Name);

    /// <summary>Whether a conversation stays where it began.</summary>
    public bool IsSticky { get; }

    /// <summary>All that can serve now, each once, beginning with the next in turn; empty: none can.</summary>
    /// <param name="isDry">Whether it is only asked who would be next: nobody's turn is taken by that.</param>
    public IReadOnlyList<Candidate> Next(bool isDry = false)
    {
        if (_only is not null)
            return _only[0].Accepts ? _only : [];
        if (Pick(isDry) is not { } pick)
            return [];
        if (!pick.HasRoom)
            pick = WithRoom(pick);
        return pick.Index < _orders.Length && AreAllUsable() ? _orders[pick.Index] : Left(pick);
    }

    /// <summary>All that can serve now, those first at which a conversation belongs: the same for each of its turns, and the same one next where that one is missing.</summary>
    /// <remarks>Weighted rendezvous hashing: an endpoint that comes or goes moves its own conversations only.</remarks>
    public IReadOnlyList<Candidate> Next(ulong conversation) =>
    [
        .. _all
            .Where(static endpoint => endpoint.IsUsable)
            .OrderBy(static endpoint => endpoint.PoolWeight <= 0)
            .ThenByDescending(endpoint => Affinity(endpoint, conversation))
            .Select(static endpoint => endpoint.Candidate),
    ];

    /// <summary>What keeps everybody from serving, and when that may be over. Only where nobody can.</summary>
    public Obstacle WhatIsWrong()
    {
        var (reason, left) = ((string?)null, (TimeSpan?)null);
        var areLimits = true;
        foreach (var endpoint in _all)
        {
            if (endpoint.Candidate.Obstacle is not { } obstacle)
                continue;
            areLimits &= obstacle.IsOwnLimit;
            if (reason is null || obstacle.Left < left || (left is null && obstacle.Left is not null))
                (reason, left) = (obstacle.Reason, obstacle.Left);
        }

        return new(reason ?? "its endpoints were out of service a moment ago", reason is null ? TimeSpan.FromSeconds(1) : left, reason is not null && areLimits);
    }

    private static double Affinity(EndpointShare endpoint, ulong conversation)
    {
        // Above 0 and below 1; the logarithm makes heavier ones win as much oftener as they weigh.
        var part = ((Fingerprint.Mix(endpoint.Mark ^ conversation) >> 11) + 0.5) * (1.0 / (1UL << 53));
        return -(endpoint.PoolWeight > 0 ? endpoint.PoolWeight : 1) / Math.Log(part);
    }

    private static Range BlockOf(EndpointShare endpoint, EndpointShare[] weighing)
    {
        var begin = Array.FindIndex(weighing, other => other.Backend == endpoint.Backend);
        return begin..(Array.FindLastIndex(weighing, other => other.Backend == endpoint.Backend) + 1);
    }

    private EndpointShare? Pick(bool isDry)
    {
        if (_ofBackends is not null)
            return _ofBackends.Pick(isDry) is >= 0 and var backend ? _backends[backend].Pick(isDry) : null;
        if (_ofAll.Pick(isDry) is not (>= 0 and var index))
            return null;
        return _all[index].Backend is { HasOwnPolicy: true } own ? own.Pick(isDry) : _all[index];
    }

    // Who would wait where it was sent goes to the next one that has room, if there is any of the same rank.
    private EndpointShare WithRoom(EndpointShare pick)
    {
        for (var i = 1; i < _all.Length; i++)
        {
            var other = _all[(pick.Index + i) % _all.Length];
            if (other.PoolWeight > 0 == pick.PoolWeight > 0 && other.IsUsable && other.HasRoom)
                return other;
        }

        return pick;
    }

    private bool AreAllUsable()
    {
        foreach (var endpoint in _all)
        {
            if (!endpoint.IsUsable)
                return false;
        }

        return true;
    }

    // The order that begins there without those that are out of service.
    private List<Candidate> Left(EndpointShare pick)
    {
        var left = new List<Candidate>(_all.Length) { pick.Candidate };
        var order = pick.Index < _orders.Length ? _orders[pick.Index] : null;
        for (var i = 0; i < _all.Length; i++)
        {
            var candidate = order is null ? _all[i].Candidate : order[i];
            if (!ReferenceEquals(candidate, pick.Candidate) && candidate.Accepts)
                left.Add(candidate);
        }

        return left;
    }
}

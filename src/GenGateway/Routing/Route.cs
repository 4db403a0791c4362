using GenGateway.Journey;

namespace GenGateway.Routing;

/// <summary>Everyone who can serve one name, and whose turn it is to be asked first. Thread safe.</summary>
/// <param name="pools">Per backend the candidates of its endpoints; none of them empty.</param>
internal sealed class Route(IReadOnlyList<Candidate[]> pools)
{
    private readonly Candidate[]? _only = pools is [[_]] ? pools[0] : null;
    private readonly int _all = pools.Sum(static pool => pool.Length);
    private uint _turn = uint.MaxValue;

    /// <summary>Any of them, to name in what is said about all.</summary>
    public Candidate First => pools[0][0];

    /// <summary>All that are healthy, each once, beginning with the next in turn: backends in a round, the endpoints of each in a round of their own.</summary>
    public IReadOnlyList<Candidate> Next()
    {
        if (_only is not null)
            return _only[0].Endpoint.Unhealthy is null ? _only : [];

        var turn = Interlocked.Increment(ref _turn);
        var next = new List<Candidate>(_all);
        for (var i = 0; i < pools.Count; i++)
        {
            var pool = pools[(int)((turn + (uint)i) % (uint)pools.Count)];
            var round = turn / (uint)pools.Count;
            for (var j = 0; j < pool.Length; j++)
            {
                var candidate = pool[(round + (uint)j) % (uint)pool.Length];
                if (candidate.Endpoint.Unhealthy is null)
                    next.Add(candidate);
            }
        }

        return next;
    }
}

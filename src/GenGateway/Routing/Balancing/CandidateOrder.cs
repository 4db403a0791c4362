using System.Collections;
using GenGateway.Journey;

namespace GenGateway.Routing.Balancing;

/// <summary>
/// All candidates of a route, each once, beginning with one of them: then the other endpoints of its backend, then the other backends, then those without
/// weight. Made once for each beginning and shared by all requests: a look into it computes a place, so that a route keeps one list only. Immutable.
/// </summary>
/// <param name="candidates">All of them: backend after backend, those without weight behind all others.</param>
/// <param name="weighing">How many have weight, at least 1.</param>
/// <param name="block">Where the first one's backend begins, and where it ends.</param>
/// <param name="first">The first one's place.</param>
internal sealed class CandidateOrder(Candidate[] candidates, int weighing, Range block, int first) : IReadOnlyList<Candidate>
{
    private readonly int _begin = block.Start.Value;
    private readonly int _end = block.End.Value;

    public int Count => candidates.Length;

    public Candidate this[int index]
    {
        get
        {
            if ((uint)index >= (uint)weighing)
                return candidates[index];
            var own = _end - _begin;
            return index < own
                ? candidates[_begin + ((first - _begin + index) % own)]
                : candidates[(_end + index - own) % weighing];
        }
    }

    public IEnumerator<Candidate> GetEnumerator()
    {
        for (var i = 0; i < candidates.Length; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

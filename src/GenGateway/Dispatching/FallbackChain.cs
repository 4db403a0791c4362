using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>
/// Who takes over from whom, one after another: what <c>routing.fallbacks</c> says of the model and its backends, then what it says of those. Each name comes
/// once, so that circles end. Used by one request.
/// </summary>
internal sealed class FallbackChain
{
    // However it is configured: nobody waits for more than this.
    private const int Longest = 32;

    private readonly IRouter _router;
    private readonly GenerationRequest _request;
    private readonly List<string> _names = [];
    private int _next;

    public FallbackChain(IRouter router, GenerationRequest request)
    {
        _router = router;
        _request = request;
        if (request.Backend is null)
            Append(null);
    }

    /// <summary>Names that were not tried yet.</summary>
    public int Left => _names.Count - _next;

    /// <summary>The next ones that can serve; null: nobody any more.</summary>
    public IReadOnlyList<Candidate>? Next()
    {
        while (_next < _names.Count)
        {
            var name = _names[_next++];
            var found = _router.ResolveFallback(_request, name).TryGet(out var candidates, out _);
            // Also of one that is out of service: its own fallbacks stand in for it.
            Append(name);
            if (found)
                return candidates;
        }

        return null;
    }

    /// <summary>All that are left, in the order in which they would be tried where none of them can serve.</summary>
    public IReadOnlyList<string> All()
    {
        for (var i = _next; i < _names.Count; i++)
            Append(_names[i]);
        return _names[_next..];
    }

    private void Append(string? name)
    {
        foreach (var follower in _router.FallbacksOf(_request, name))
        {
            if (_names.Count < Longest && !_names.Contains(follower))
                _names.Add(follower);
        }
    }
}

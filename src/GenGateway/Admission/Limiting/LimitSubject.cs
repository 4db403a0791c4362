namespace GenGateway.Admission.Limiting;

/// <summary>Somebody whose limits are kept: everybody, a key, an address, a model, a backend. Thread safe.</summary>
internal class LimitSubject(LimitTemplate template)
{
    private readonly Lock _lock = new();
    private volatile LimitSet _set = new(template);

    /// <summary>The limits as a template has them; where that is a newer one, what was taken goes along.</summary>
    public LimitSet Under(LimitTemplate template, long timestamp)
    {
        // Never back: a request that was admitted under the configuration before may come late.
        var set = _set;
        return set.Template.Version >= template.Version ? set : Move(template, timestamp);
    }

    /// <summary>Whether nothing is taken.</summary>
    protected bool IsIdle(long timestamp) => _set.IsIdle(timestamp);

    private LimitSet Move(LimitTemplate template, long timestamp)
    {
        lock (_lock)
        {
            if (_set.Template.Version < template.Version)
                _set = new LimitSet(template, _set, timestamp);
            return _set;
        }
    }
}

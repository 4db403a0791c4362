namespace GenGateway.TestKit.Behaving;

/// <summary>Which behaviour the next request meets: those queued first, then the standing one. Thread-safe.</summary>
public sealed class BehaviorBook
{
    private readonly Lock gate = new();
    private readonly Queue<Behavior> queued = [];
    private Behavior standing = Behavior.Usual;

    /// <summary>For every request that finds nothing queued.</summary>
    public Behavior Standing
    {
        get
        {
            lock (gate)
                return standing;
        }

        set
        {
            lock (gate)
                standing = value;
        }
    }

    /// <summary>For the next requests, one each, in order.</summary>
    public void Next(params ReadOnlySpan<Behavior> behaviors)
    {
        lock (gate)
        {
            foreach (var behavior in behaviors)
                queued.Enqueue(behavior);
        }
    }

    internal Behavior Take()
    {
        lock (gate)
            return queued.TryDequeue(out var next) ? next : standing;
    }
}

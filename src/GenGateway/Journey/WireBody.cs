namespace GenGateway.Journey;

/// <summary>A client's body as it came, for backends that speak the client's protocol. Given back when its last holder lets go.</summary>
/// <remarks>The road holds it up to the commit point; who still sends it holds it longer, or another request's prompt would go out.</remarks>
public sealed class WireBody(WireProtocol protocol, ReadOnlyMemory<byte> bytes, Peeked peeked, IDisposable? owner) : IDisposable
{
    private int _holders = 1;
    private int _roadLeft;

    /// <summary>What it is written in.</summary>
    public WireProtocol Protocol => protocol;

    /// <summary>The body. Only for holders.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>What was seen of it.</summary>
    public Peeked Peeked => peeked;

    /// <summary>Becomes a holder; false when the body is already given back.</summary>
    public bool TryHold()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _holders);
            if (seen == 0)
                return false;
        }
        while (Interlocked.CompareExchange(ref _holders, seen + 1, seen) != seen);
        return true;
    }

    /// <summary>Lets go of one hold.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            owner?.Dispose();
    }

    /// <summary>Lets go of the road's own hold; idempotent.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _roadLeft, 1) == 0)
            Release();
    }
}

namespace GenGateway.Load.Drive;

/// <summary>Which numbered requests were sent and which were acknowledged: a whole answer, or a stream with its terminator.</summary>
internal sealed class RequestLog(long first = 1)
{
    private long _next = first;

    public List<long> Sent { get; } = [];

    public List<long> Acknowledged { get; } = [];

    public long Next()
    {
        Sent.Add(_next);
        return _next++;
    }
}

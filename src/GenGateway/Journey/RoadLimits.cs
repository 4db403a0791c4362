namespace GenGateway.Journey;

/// <summary>What bounds every journey.</summary>
/// <remarks>Thread safe.</remarks>
/// <param name="total">A request's limit, queue included.</param>
/// <param name="stopping">Fires when the server's drain time is over.</param>
public sealed class RoadLimits(TimeSpan total, CancellationToken stopping)
{
    private long _total = total.Ticks;

    /// <summary>A request's limit, queue included; holds for the requests that arrive from then on.</summary>
    public TimeSpan Total
    {
        get => new(Volatile.Read(ref _total));
        set => Volatile.Write(ref _total, value.Ticks);
    }

    /// <summary>Fires when the server's drain time is over.</summary>
    public CancellationToken Stopping => stopping;
}

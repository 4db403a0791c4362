namespace GenGateway.Journey;

/// <summary>Leave to travel. Held from admission to the answer's last byte.</summary>
public abstract class Permit : IAsyncDisposable
{
    /// <summary>Gives it back; once.</summary>
    public abstract ValueTask DisposeAsync();
}

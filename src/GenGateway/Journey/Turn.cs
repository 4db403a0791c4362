namespace GenGateway.Journey;

/// <summary>A place at one backend for one attempt. Given back before the next wait: never hold and wait.</summary>
public abstract class Turn : IAsyncDisposable
{
    /// <summary>How long the wait was.</summary>
    public abstract TimeSpan Waited { get; }

    /// <summary>Gives it back; the first call counts.</summary>
    public abstract ValueTask DisposeAsync();
}

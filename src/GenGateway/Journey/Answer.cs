namespace GenGateway.Journey;

/// <summary>An answer that has passed its commit point. Disposing it cancels whatever the backend still does for it.</summary>
public abstract class Answer : IAsyncDisposable
{
    public abstract ValueTask DisposeAsync();
}

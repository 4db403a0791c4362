namespace GenGateway.Journey;

/// <summary>An answer that has passed its commit point. Disposing it cancels whatever the backend still does for it.</summary>
public abstract class Answer : IAsyncDisposable
{
    /// <summary>Request fields that did not travel with it.</summary>
    public IReadOnlyList<string> Dropped { get; set; } = [];

    public abstract ValueTask DisposeAsync();
}

namespace GenGateway.Journey;

/// <summary>An answer as a stream of events.</summary>
public abstract class Generation : Answer
{
    /// <summary>Whether what reads the backend's frames fills the tally itself; otherwise each event is counted as it passes.</summary>
    public virtual bool FillsTally => false;

    /// <summary>The events, from the first; may be read once. Ends with <c>Finished</c> or <c>Failed</c>, or throws when cancelled.</summary>
    public abstract IAsyncEnumerable<GenerationEvent> ReadAsync(CancellationToken cancellationToken);
}

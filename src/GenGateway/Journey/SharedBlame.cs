namespace GenGateway.Journey;

/// <summary>The blame for one call that several attempts wait for: it failed once, however many they are. Thread safe.</summary>
public sealed class SharedBlame
{
    private int _isTaken;

    /// <summary>Takes the blame to the endpoint's account.</summary>
    /// <returns>Whether nobody did before.</returns>
    public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;
}

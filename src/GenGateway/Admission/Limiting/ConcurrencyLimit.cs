namespace GenGateway.Admission.Limiting;

/// <summary>How many may be under way at once. Thread safe, lock-free.</summary>
internal sealed class ConcurrencyLimit(int most)
{
    private int _most = most;
    private int _taken;

    /// <summary>How many may be under way; lowering it sends nobody away.</summary>
    public int Most
    {
        get => Volatile.Read(ref _most);
        set => Volatile.Write(ref _most, value);
    }

    /// <summary>How many are under way.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a place, if there is one.</summary>
    public bool TryEnter()
    {
        while (true)
        {
            var seen = Taken;
            if (seen >= Most)
                return false;
            if (Interlocked.CompareExchange(ref _taken, seen + 1, seen) == seen)
                return true;
        }
    }

    /// <summary>Gives a place back; once for each that was taken.</summary>
    public void Leave() => Interlocked.Decrement(ref _taken);
}

namespace GenGateway.Admission.Limiting;

/// <summary>An address in the table: kept while somebody holds it or something of its limits is taken. Thread safe, lock-free.</summary>
internal sealed class AddressEntry(LimitTemplate template) : LimitSubject(template)
{
    private const int Retired = int.MinValue;

    private int _holders;

    /// <summary>Keeps it in the table; false where it is leaving.</summary>
    public bool TryHold()
    {
        while (true)
        {
            var seen = Volatile.Read(ref _holders);
            if (seen < 0)
                return false;
            if (Interlocked.CompareExchange(ref _holders, seen + 1, seen) == seen)
                return true;
        }
    }

    /// <summary>Lets go; once for each hold.</summary>
    public void Release() => Interlocked.Decrement(ref _holders);

    /// <summary>Takes it out of use, where nobody holds it and forgetting it gives nobody anything.</summary>
    public bool TryRetire(long timestamp)
    {
        if (Interlocked.CompareExchange(ref _holders, Retired, 0) != 0)
            return false;
        if (IsIdle(timestamp))
            return true;
        Volatile.Write(ref _holders, 0);
        return false;
    }
}

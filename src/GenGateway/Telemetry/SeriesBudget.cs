namespace GenGateway.Telemetry;

/// <summary>How many series may come about; what comes later shares <c>other</c>. Thread safe.</summary>
/// <param name="most">The limit.</param>
public sealed class SeriesBudget(int most = SeriesBudget.Default)
{
    /// <summary>As many as a small Prometheus takes from one program without notice.</summary>
    public const int Default = 2000;

    private int _taken;

    /// <summary>Series there are.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes room for so many series.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryTake(int series)
    {
        if (Interlocked.Add(ref _taken, series) <= most)
            return true;
        Interlocked.Add(ref _taken, -series);
        return false;
    }
}

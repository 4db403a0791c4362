namespace GenGateway.Engine.Text;

/// <summary>How a model is loaded and run.</summary>
public sealed record TextModelOptions
{
    /// <summary>Sequences that are interleaved; each holds a cache. 1 to 1024.</summary>
    /// <value>8</value>
    public int MaxRunning { get; init; } = 8;

    /// <summary>Sequences that may wait for a place; one more is refused with <see cref="Scheduler.EngineBusyException"/>. 1 to 65536.</summary>
    /// <value>256</value>
    public int MaxWaiting { get; init; } = 256;

    /// <summary>Threads that compute one operator. 0 takes all cores the process may use; else 1 to 1024.</summary>
    /// <value>0</value>
    public int Threads { get; init; }

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal void Validate()
    {
        Check(nameof(MaxRunning), MaxRunning, 1, 1024);
        Check(nameof(MaxWaiting), MaxWaiting, 1, 65536);
        Check(nameof(Threads), Threads, 0, 1024);
    }

    private static void Check(string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new ArgumentException($"{name} is {value}; it must be from {least} to {most}.");
        }
    }
}

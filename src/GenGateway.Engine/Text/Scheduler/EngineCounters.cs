namespace GenGateway.Engine.Text.Scheduler;

/// <summary>What a model's engine thread has done since it started, and what it holds now.</summary>
/// <remarks>
/// Reads are safe from any thread and never block; each number is exact, several read after another may be a step apart. Always, once
/// the engine rests: started = finished + cancelled + failed + active + waiting.
/// </remarks>
public sealed class EngineCounters
{
    private long _prefillRows;
    private long _decodeSteps;
    private long _decodeRows;
    private long _tokensGenerated;
    private long _started;
    private long _finished;
    private long _cancelled;
    private long _failed;
    private long _active;
    private long _waiting;
    private long _cacheBytes;

    internal EngineCounters()
    {
    }

    /// <summary>Rows computed for prompts: one per prompt token.</summary>
    public long PrefillRows => Interlocked.Read(ref _prefillRows);

    /// <summary>Times that a sequence was carried on by one token.</summary>
    public long DecodeSteps => Interlocked.Read(ref _decodeSteps);

    /// <summary>Rows computed in those steps: equal to them, as earlier tokens come from the cache.</summary>
    public long DecodeRows => Interlocked.Read(ref _decodeRows);

    /// <summary>Tokens chosen, those included that ended a generation.</summary>
    public long TokensGenerated => Interlocked.Read(ref _tokensGenerated);

    /// <summary>Sequences accepted.</summary>
    public long SequencesStarted => Interlocked.Read(ref _started);

    /// <summary>Sequences that ended by a stop or at their length.</summary>
    public long SequencesFinished => Interlocked.Read(ref _finished);

    /// <summary>Sequences that their caller cancelled.</summary>
    public long SequencesCancelled => Interlocked.Read(ref _cancelled);

    /// <summary>Sequences that failed.</summary>
    public long SequencesFailed => Interlocked.Read(ref _failed);

    /// <summary>Sequences being computed now.</summary>
    public long Active => Interlocked.Read(ref _active);

    /// <summary>Sequences accepted that have not begun.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Memory of all caches now, in bytes.</summary>
    public long KeyValueBytes => Interlocked.Read(ref _cacheBytes);

    // Written by the engine thread, but for TryWait and TurnAway, which callers call.
    internal void Prefilled(int rows) => Interlocked.Add(ref _prefillRows, rows);

    internal void Decoded(int rows)
    {
        Interlocked.Increment(ref _decodeSteps);
        Interlocked.Add(ref _decodeRows, rows);
    }

    internal void Generated() => Interlocked.Increment(ref _tokensGenerated);

    internal void AddCacheBytes(long change) => Interlocked.Add(ref _cacheBytes, change);

    /// <summary>Takes a place among the waiting; false when <paramref name="most"/> are taken.</summary>
    internal bool TryWait(int most)
    {
        if (Interlocked.Increment(ref _waiting) > most)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        Interlocked.Increment(ref _started);
        return true;
    }

    /// <summary>Undoes <see cref="TryWait"/> for a sequence that the engine no longer takes.</summary>
    internal void TurnAway()
    {
        Interlocked.Decrement(ref _waiting);
        Interlocked.Decrement(ref _started);
    }

    internal void Admitted()
    {
        Interlocked.Decrement(ref _waiting);
        Interlocked.Increment(ref _active);
    }

    internal void Left(FinishReason reason, bool wasActive)
    {
        Interlocked.Decrement(ref wasActive ? ref _active : ref _waiting);
        Interlocked.Increment(ref Ended(reason));
    }

    private ref long Ended(FinishReason reason)
    {
        switch (reason)
        {
            case FinishReason.Cancelled:
                return ref _cancelled;
            case FinishReason.Failed:
                return ref _failed;
            default:
                return ref _finished;
        }
    }
}

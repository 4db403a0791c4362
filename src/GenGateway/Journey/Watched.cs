namespace GenGateway.Journey;

/// <summary>Something with a deadline that a <see cref="Sweeper"/> watches.</summary>
public abstract class Watched
{
    private long _due = long.MaxValue;

    internal Watched? Next { get; set; }

    internal Watched? Previous { get; set; }

    /// <summary>The timestamp from which it is overdue; <see cref="long.MaxValue"/>: never.</summary>
    protected internal long Due
    {
        get => Volatile.Read(ref _due);
        protected set => Volatile.Write(ref _due, value);
    }

    /// <summary>Whether it is overdue at a timestamp. Called from the sweeper's thread; must not wait.</summary>
    protected internal virtual bool IsOverdue(long now) => now >= Due;

    /// <summary>It is overdue. Called from the sweeper's thread, again at each sweep until it is removed or <see cref="Due"/> moves.</summary>
    protected internal abstract void Expire();
}

namespace GenGateway.Engine.Runtime;

/// <summary>How a session computes.</summary>
internal sealed record OrtSessionOptions
{
    /// <summary>Threads of one operator; at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether idle threads burn their core while they wait for work.</summary>
    /// <value>False: a server shares its cores with sockets and other models.</value>
    public bool AllowSpinning { get; init; }

    /// <summary>Whether freed memory is kept for the next run.</summary>
    /// <value>False: growing caches ask for ever new sizes, and an arena would keep the old ones for good.</value>
    public bool KeepArena { get; init; }

    /// <summary>Whether memory is planned from the first shapes seen.</summary>
    /// <value>False: the shapes of a decoder differ in every step.</value>
    public bool PlanMemory { get; init; }
}

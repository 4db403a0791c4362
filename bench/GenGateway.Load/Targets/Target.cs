using System.Net;

namespace GenGateway.Load.Targets;

/// <summary>Something that is measured: where it listens and the processes whose cost is its own.</summary>
internal sealed record Target(string Name, IPEndPoint Endpoint, IReadOnlyList<int> Processes)
{
    public double StartMilliseconds { get; init; } = double.NaN;

    /// <summary>What it holds when nothing is asked of it and its start is over.</summary>
    public long IdleKilobytes { get; set; }
}

using System.Diagnostics;

namespace GenGateway.Load.Net;

/// <summary>The monotonic clock in nanoseconds; the same for every process of this machine.</summary>
internal static class Ticks
{
    public const long PerMillisecond = 1_000_000;
    public const long PerSecond = 1_000_000_000;

    public static long Now => Stopwatch.GetTimestamp();

    public static long Of(TimeSpan time) => time.Ticks * 100;
}

namespace GenGateway.Engine.Tests;

/// <summary>Measures what a piece of work leaves on the managed heap.</summary>
internal static class Allocation
{
    private const int Rounds = 5;

    /// <summary>The fewest bytes that one of a few rounds took.</summary>
    /// <remarks>A collection that another thread brings about counts the unused rest of this thread's buffer; it does not hit every round.</remarks>
    public static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}

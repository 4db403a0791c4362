using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

public sealed class MemoryBudgetTests
{
    [Fact]
    public void What_does_not_fit_reserves_nothing()
    {
        var budget = new MemoryBudget(100);
        using var first = budget.Hold();
        using var second = budget.Hold();
        Assert.True(first.TryGrowTo(60));
        Assert.True(first.TryGrowTo(50));
        Assert.False(second.TryGrowTo(41));
        Assert.Equal((60, 0, 60), (first.Bytes, second.Bytes, budget.Used));
        Assert.True(second.TryGrowTo(40));
        Assert.Equal(FailureKind.MemoryFull, budget.Full().Kind);
        Assert.NotNull(budget.Full().RetryAfter);
    }

    [Fact]
    public void A_hold_is_given_back_once_and_never_grows_again()
    {
        var budget = new MemoryBudget(100);
        var hold = budget.Hold();
        Assert.True(hold.TryGrowTo(70));
        hold.Dispose();
        hold.Dispose();
        Assert.False(hold.TryGrowTo(10));
        Assert.Equal((0, 0), (hold.Bytes, budget.Used));
    }

    [Fact]
    public void Decoding_takes_several_times_a_bodys_bytes_or_nothing()
    {
        var budget = new MemoryBudget(1000);
        Assert.True(budget.HoldDecoding(new byte[60]).TryGet(out var hold, out _));
        Assert.InRange(budget.Used, 2 * 60, 1000);
        var used = budget.Used;
        Assert.Equal(FailureKind.MemoryFull, budget.HoldDecoding(new byte[1000]).Failure?.Kind);
        Assert.Equal(used, budget.Used);
        hold!.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void Each_object_of_a_body_takes_more_than_its_bytes()
    {
        var budget = new MemoryBudget(1 << 20);
        Assert.True(budget.HoldDecoding("[{},{},{},{}]"u8).TryGet(out var objects, out _));
        Assert.True(budget.HoldDecoding("[1,2,3,4,567]"u8).TryGet(out var numbers, out _));
        Assert.InRange(objects!.Bytes - numbers!.Bytes, 4 * 100, 4 * 1000);
    }

    [Fact]
    public void Many_at_once_never_exceed_the_limit_and_leave_nothing_behind()
    {
        var budget = new MemoryBudget(1000);
        var most = 0L;
        Parallel.For(0, 2000, index =>
        {
            using var hold = budget.Hold();
            for (var bytes = 1; bytes < 300 && hold.TryGrowTo(bytes * (1 + (index % 3))); bytes += 40)
            {
                // Between reserving and giving back somebody else's failed try may be counted for a moment: only what was granted counts.
                InterlockedMax(ref most, hold.Bytes);
            }
        });
        Assert.Equal(0, budget.Used);
        Assert.InRange(most, 1, 1000);
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long seen;
        while ((seen = Interlocked.Read(ref target)) < value)
            Interlocked.CompareExchange(ref target, value, seen);
    }
}

using System.Numerics;
using GenGateway.Admission.Limiting;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Admission.Limiting;

public sealed class BucketTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    /// <summary>Whatever is taken, given back or debited, and whenever: every decision is that of a bucket kept in fractions.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_bucket_decides_as_exact_arithmetic_does(int seed)
    {
        var random = new Random(seed);
        var clock = new ManualClock();
        var (capacity, amount, seconds) = (random.Next(1, 1000), random.Next(1, 100_000), random.Next(2) == 0 ? 1 : 60);
        var shape = new BucketShape(capacity, amount, seconds, clock);
        var bucket = new Bucket(shape);
        // In parts of a token of which a timestamp brings `amount`.
        BigInteger token = clock.TimestampFrequency * seconds;
        var (full, level, before) = (capacity * token, capacity * token, clock.GetTimestamp());
        for (var step = 0; step < 2000; step++)
        {
            clock.Advance(TimeSpan.FromSeconds(random.NextDouble() * random.Next(1, 5) * Math.Min(60, (double)capacity * seconds / amount)));
            var now = clock.GetTimestamp();
            level = BigInteger.Min(full, level + ((BigInteger)(now - before) * amount));
            before = now;
            if (random.Next(4) == 0)
            {
                var settled = random.Next(-capacity, capacity + 1);
                bucket.Settle(settled, now);
                level = BigInteger.Min(full, level - (settled * token));
                continue;
            }

            var tokens = random.Next(0, Math.Min(capacity, 20) + 1);
            var taken = bucket.TryTake(tokens, now, out var wait);
            Assert.Equal(tokens == 0 || level >= tokens * token, taken);
            Assert.Equal(taken, wait == TimeSpan.Zero);
            if (taken)
                level -= tokens * token;
            else
                Assert.InRange(wait.TotalSeconds * clock.TimestampFrequency * amount, (double)((tokens * token) - level) - amount, (double)((tokens * token) - level) + amount);
            Assert.Equal(level.Sign < 0 ? 0 : (long)(level / token), bucket.Read(now).Remaining);
        }
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(20, 10, 1)]
    [InlineData(100, 7, 1)]
    [InlineData(600, 600, 60)]
    [InlineData(997, 997, 60)]
    public void Many_at_once_get_exactly_the_burst_and_the_rate(int capacity, int amount, int seconds)
    {
        var clock = new ManualClock();
        var bucket = new Bucket(new BucketShape(capacity, amount, seconds, clock));
        var began = clock.GetTimestamp();
        var admitted = 0L;
        for (var round = 0; round < 30; round++)
        {
            var now = clock.GetTimestamp();
            Parallel.For(0, 8, worker =>
            {
                while (bucket.TryTake(1, now, out _))
                    Interlocked.Increment(ref admitted);
            });
            var most = capacity + ((BigInteger)(now - began) * amount / (clock.TimestampFrequency * seconds));
            Assert.Equal((long)most, admitted);
            // Never so long that it would be full again.
            clock.Advance(TimeSpan.FromSeconds(0.9 * (capacity - 1) * seconds / amount));
        }
    }

    [Theory]
    [InlineData(1_000_000_000, 1_000_000_000, 1)]
    [InlineData(1_000_000_000, 1, 60)]
    [InlineData(1, 1_000_000_000, 60)]
    [InlineData(999_999_937, 999_999_937, 60)]
    public void The_largest_settings_neither_overflow_nor_lose_their_rate(long capacity, long amount, int seconds)
    {
        var clock = new NanosecondClock();
        var bucket = new Bucket(new BucketShape(capacity, amount, seconds, clock));
        Assert.True(bucket.TryTake(capacity, clock.GetTimestamp(), out _));
        Assert.False(bucket.TryTake(1, clock.GetTimestamp(), out var wait));
        Assert.InRange(wait.TotalSeconds, 0, Math.Max(1.0, (double)seconds / amount));
        bucket.Settle(long.MaxValue, clock.GetTimestamp());
        Assert.False(bucket.TryTake(1, clock.GetTimestamp(), out _));
        bucket.Settle(long.MinValue, clock.GetTimestamp());

        clock.Now += 5L * 366 * 86_400 * 1_000_000_000;
        Assert.True(bucket.TryTake(Math.Min(capacity, amount), clock.GetTimestamp(), out _));
        clock.Now += (long)(2_000_000_000.0 * Math.Min(capacity, amount) * seconds / amount);
        Assert.True(bucket.TryTake(Math.Min(capacity, amount), clock.GetTimestamp(), out _));
    }

    [Fact]
    public void What_was_used_beyond_is_a_debt_and_what_was_not_used_comes_back()
    {
        var clock = new ManualClock();
        var bucket = new Bucket(new BucketShape(600, 600, 60, clock));
        Assert.True(bucket.TryTake(500, clock.GetTimestamp(), out _));
        bucket.Settle(-480, clock.GetTimestamp());
        Assert.Equal(580, bucket.Read(clock.GetTimestamp()).Remaining);
        bucket.Settle(700, clock.GetTimestamp());
        Assert.Equal((0, TimeSpan.FromSeconds(72)), (bucket.Read(clock.GetTimestamp()).Remaining, bucket.Read(clock.GetTimestamp()).Reset));
        Assert.False(bucket.TryTake(1, clock.GetTimestamp(), out var wait));
        Assert.InRange(wait.TotalSeconds, 12.09, 12.11);
        clock.Advance(TimeSpan.FromSeconds(12.2));
        Assert.True(bucket.TryTake(1, clock.GetTimestamp(), out _));
    }

    [Fact]
    public void Another_size_keeps_what_was_taken_and_changing_back_and_forth_gives_nothing()
    {
        var clock = new ManualClock();
        var (small, large) = (new BucketShape(20, 10, 1, clock), new BucketShape(21, 11, 1, clock));
        var bucket = new Bucket(small);
        Assert.True(bucket.TryTake(15, clock.GetTimestamp(), out _));
        var first = bucket;
        for (var i = 0; i < 100; i++)
            bucket = bucket.MoveTo(i % 2 == 0 ? large : small, clock.GetTimestamp());
        Assert.Equal(5, bucket.Read(clock.GetTimestamp()).Remaining);
        // Who still holds the first one takes of the last one.
        Assert.True(first.TryTake(5, clock.GetTimestamp(), out _));
        Assert.False(bucket.TryTake(1, clock.GetTimestamp(), out _));
        first.Settle(-3, clock.GetTimestamp());
        Assert.Equal(3, bucket.Read(clock.GetTimestamp()).Remaining);
    }

    [Fact]
    public void A_full_bucket_is_full_in_another_size_too()
    {
        var clock = new ManualClock();
        var bucket = new Bucket(new BucketShape(5, 1, 1, clock)).MoveTo(new BucketShape(50, 1, 1, clock), clock.GetTimestamp());
        Assert.Equal(50, bucket.Read(clock.GetTimestamp()).Remaining);
        Assert.True(bucket.IsFull(clock.GetTimestamp()));
    }

    [Fact]
    public void While_a_bucket_moves_nobody_gets_more_than_there_is()
    {
        var clock = new ManualClock();
        var shapes = new[] { new BucketShape(10_000, 1, 60, clock), new BucketShape(20_000, 2, 60, clock) };
        var first = new Bucket(shapes[0]);
        var (last, admitted) = (first, 0);
        Parallel.Invoke(
            () =>
            {
                for (var i = 1; i < 1000; i++)
                    last = last.MoveTo(shapes[i % 2], clock.GetTimestamp());
            },
            Take,
            Take,
            Take);
        Take();
        Assert.Equal(20_000, admitted);

        void Take()
        {
            for (var i = 0; i < 20_001; i++)
            {
                if (first.TryTake(1, clock.GetTimestamp(), out _))
                    Interlocked.Increment(ref admitted);
            }
        }
    }

    private sealed class NanosecondClock : TimeProvider
    {
        public long Now { get; set; } = 77;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => Now;
    }
}

using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

public sealed class TimedIdTests
{
    [Fact]
    public void ItIsAUuidOfVersion7ThatSaysWhenItWasMade()
    {
        var now = new DateTimeOffset(2026, 11, 21, 12, 34, 56, 789, TimeSpan.Zero);

        var id = TimedId.New(now);

        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 8, 11);
        Assert.Equal(now.ToUnixTimeMilliseconds(), Convert.ToInt64(id.ToString("N")[..12], 16));
    }

    [Fact]
    public void NoTwoAreTheSameOnAnyThread()
    {
        var made = new Guid[4000];

        Parallel.For(0, made.Length, at => made[at] = TimedId.New(DateTimeOffset.UnixEpoch));

        Assert.Equal(made.Length, made.Distinct().Count());
    }

    [Fact]
    public void TheirTextsSortAsTheyWereMade()
    {
        var texts = Enumerable.Range(0, 200).Select(static step => TimedId.New(DateTimeOffset.UnixEpoch.AddDays(step * 100).AddMilliseconds(step)).ToString()).ToArray();

        Assert.Equal(texts.Order(StringComparer.Ordinal), texts);
    }
}

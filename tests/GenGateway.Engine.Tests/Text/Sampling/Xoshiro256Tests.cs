using GenGateway.Engine.Text.Sampling;

namespace GenGateway.Engine.Tests.Text.Sampling;

public sealed class Xoshiro256Tests
{
    [Fact]
    public void The_sequence_is_that_of_the_published_algorithms()
    {
        // SplitMix64 from 0 gives the published e220a8397b1dcdaf first; the rest follows from the two reference programs.
        var random = new Xoshiro256(0);
        Assert.Equal([0x99ec5f36cb75f2b4UL, 0xbf6e1f784956452aUL, 0x1a5f849d4933e6e0UL], new[] { random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void Doubles_lie_in_the_unit_interval_and_fill_it_evenly()
    {
        var random = new Xoshiro256(123);
        var bins = new int[16];
        for (var i = 0; i < 16_000; i++)
        {
            var value = random.NextDouble();
            Assert.InRange(value, 0, 0.9999999999999999);
            bins[(int)(value * 16)]++;
        }

        Assert.All(bins, count => Assert.InRange(count, 850, 1150));
    }
}

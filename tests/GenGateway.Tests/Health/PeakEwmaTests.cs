using GenGateway.Health;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Health;

public sealed class PeakEwmaTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Nothing_is_known_before_the_first_observation() => Assert.Equal(0, new PeakEwma(_clock).Value);

    [Fact]
    public void A_peak_counts_at_once_and_what_is_lower_comes_in_with_time()
    {
        var average = new PeakEwma(_clock);
        average.Observe(0.1);
        average.Observe(2);
        Assert.Equal(2, average.Value, 6);
        average.Observe(0.1);
        Assert.Equal(2, average.Value, 6);

        _clock.Advance(PeakEwma.Decay);
        average.Observe(0.1);
        Assert.Equal((2 / Math.E) + (0.1 * (1 - (1 / Math.E))), average.Value, 3);
    }

    [Fact]
    public void An_endpoint_that_nobody_asks_is_forgotten_bit_by_bit()
    {
        var average = new PeakEwma(_clock);
        average.Observe(4);
        _clock.Advance(PeakEwma.Decay * 2);
        Assert.Equal(4 / (Math.E * Math.E), average.Value, 3);
    }
}

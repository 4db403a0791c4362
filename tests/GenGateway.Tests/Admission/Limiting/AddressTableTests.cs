using GenGateway.Admission.Limiting;
using GenGateway.Configuration;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Admission.Limiting;

public sealed class AddressTableTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("nonsense", null, true)]
    public void An_address_counts_whole_and_of_ipv6_the_subscribers_half(string one, string? other, bool same) =>
        Assert.Equal(same, AddressTable.KeyOf(one) == AddressTable.KeyOf(other));

    [Fact]
    public void A_hundred_thousand_addresses_that_rest_take_no_room()
    {
        var (table, template) = (new AddressTable(_clock), Template(perSecond: 10, burst: 20));
        for (var i = 0; i < 100_000; i++)
        {
            Ask(table, template, i);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(table.Count, 1, 2048);
    }

    [Fact]
    public void Addresses_in_the_midst_of_their_limits_are_kept_up_to_the_bound_and_the_others_share_one()
    {
        var (table, template) = (new AddressTable(_clock), Template(perSecond: 1, burst: 1));
        for (var i = 0; i < AddressTable.Most; i++)
            Assert.True(Ask(table, template, i));
        Assert.Equal(AddressTable.Most, table.Count);
        Assert.True(Ask(table, template, -1));
        Assert.False(Ask(table, template, -2));
        Assert.False(Ask(table, template, 7));
        Assert.Equal(AddressTable.Most, table.Count);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(Ask(table, template, -3));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void An_address_that_is_forgotten_gets_nothing_by_it()
    {
        var (table, template) = (new AddressTable(_clock), Template(perSecond: 1, burst: 2));
        var admitted = 0;
        Parallel.For(0, 4, worker =>
        {
            for (var i = 0; i < 5000; i++)
            {
                if (Ask(table, template, 1_000_000))
                    Interlocked.Increment(ref admitted);
                // So many others that the table is looked through again and again.
                Ask(table, template, (worker * 5000) + i);
            }
        });

        Assert.Equal(2, admitted);
    }

    private bool Ask(AddressTable table, LimitTemplate template, int number)
    {
        var now = _clock.GetTimestamp();
        var entry = table.Hold($"{(byte)(number >> 24)}.{(byte)(number >> 16)}.{(byte)(number >> 8)}.{(byte)number}", template, now);
        var taken = entry.Under(template, now).Take(default, now) is null;
        entry.Release();
        return taken;
    }

    private LimitTemplate Template(long perSecond, long burst) => new(LimitScope.Address, "rate_limit.per_client", new RatesConfig(perSecond, burst), 1, _clock);
}

using GenGateway.Backends.Batching;

namespace GenGateway.Tests.Backends.Batching;

public sealed class TokenSharesTests
{
    [Theory]
    [InlineData(10, new long[] { 1, 2, 3 }, new[] { 2, 3, 5 })]
    [InlineData(7, new long[] { 5 }, new[] { 7 })]
    [InlineData(3, new long[] { 0, 0 }, new[] { 2, 1 })]
    [InlineData(2, new long[] { 1, 1, 1 }, new[] { 1, 1, 0 })]
    [InlineData(0, new long[] { 1, 2 }, new[] { 0, 0 })]
    public void The_parts_are_in_proportion_and_sum_up_to_the_whole(int total, long[] weights, int[] shares) =>
        Assert.Equal(shares, TokenShares.Of(total, weights));
}

namespace GenGateway.Backends.Batching;

/// <summary>Divides a count that a backend made of a whole call among the requests in it.</summary>
internal static class TokenShares
{
    /// <summary>In proportion to the weights, with nothing lost: the parts sum up to the whole (largest remainders).</summary>
    /// <param name="total">At least 0.</param>
    /// <param name="weights">At least one, none below 0. Where all are 0 they count as equal.</param>
    public static int[] Of(int total, IReadOnlyList<long> weights)
    {
        var sum = weights.Sum();
        if (sum == 0)
            return Of(total, [.. weights.Select(static _ => 1L)]);
        var shares = weights.Select(weight => (int)(total * weight / sum)).ToArray();
        var left = total - shares.Sum();
        foreach (var at in Enumerable.Range(0, shares.Length).OrderByDescending(at => total * weights[at] % sum).Take(left))
            shares[at]++;
        return shares;
    }
}

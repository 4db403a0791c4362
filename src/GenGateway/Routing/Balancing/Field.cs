namespace GenGateway.Routing.Balancing;

/// <summary>What a look at all shares found. Those without weight take part only where nobody with weight is usable.</summary>
/// <param name="Usable">How many take part.</param>
/// <param name="IsWhole">Whether that is everybody with weight, each with its full one.</param>
/// <param name="IsWarming">Whether one of them warms up.</param>
/// <param name="HasWeight">Whether those with weight take part; else everybody who is usable.</param>
/// <param name="Total">The sum of their weights, warming up counted; of shares without weight, their number.</param>
internal readonly record struct Field(int Usable, bool IsWhole, bool IsWarming, bool HasWeight, double Total)
{
    /// <summary>Looks.</summary>
    /// <param name="shares">All of them.</param>
    /// <param name="isEven">Whether any weight counts as 1.</param>
    public static Field Of(IShare[] shares, bool isEven)
    {
        var (usable, missing, spare) = (0, 0, 0);
        var warming = false;
        double total = 0;
        foreach (var share in shares)
        {
            if (!share.IsUsable)
            {
                missing++;
                continue;
            }

            var weight = share.Weight;
            if (weight <= 0)
            {
                spare++;
                continue;
            }

            usable++;
            var ramp = share.Ramp;
            warming |= ramp < 1;
            total += (isEven ? 1 : weight) * ramp;
        }

        return usable > 0 ? new(usable, missing == 0, warming, true, total) : new(spare, false, false, false, spare);
    }

    /// <summary>What a share counts in this field; 0: it takes no part.</summary>
    public double WeightOf(IShare share, bool isEven)
    {
        if (!share.IsUsable)
            return 0;
        var weight = share.Weight;
        if (!HasWeight)
            return weight <= 0 ? 1 : 0;
        return weight <= 0 ? 0 : (isEven ? 1 : weight) * share.Ramp;
    }

    /// <summary>The share at a point of the line that all weights make together.</summary>
    /// <param name="shares">The list that was looked at.</param>
    /// <param name="part">From 0 up to 1.</param>
    /// <param name="isEven">As in <see cref="Of"/>.</param>
    /// <returns>−1: somebody went out of service meanwhile, and nobody else is there.</returns>
    public int At(IShare[] shares, double part, bool isEven)
    {
        var point = part * Total;
        var last = -1;
        for (var i = 0; i < shares.Length; i++)
        {
            var weight = WeightOf(shares[i], isEven);
            if (weight <= 0)
                continue;
            last = i;
            point -= weight;
            if (point < 0)
                return i;
        }

        return last;
    }
}

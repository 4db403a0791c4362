namespace GenGateway.Routing.Balancing;

/// <summary>
/// Two endpoints by chance, and of them the one that answers sooner, its work under way and its weight counted: no stampede to whoever was fastest a moment
/// ago. One of which nothing is known is tried.
/// </summary>
internal sealed class LeastLatencyPicker(EndpointShare[] shares, Random random) : IPicker
{
    public int Pick(bool isDry = false)
    {
        var weighs = false;
        var usable = 0;
        foreach (var share in shares)
        {
            if (!share.IsUsable)
                continue;
            if (share.PoolWeight > 0 && !weighs)
                (weighs, usable) = (true, 0);
            if (share.PoolWeight > 0 == weighs)
                usable++;
        }

        if (usable == 0)
            return -1;
        var one = random.Next(usable);
        var two = usable == 1 ? one : (one + 1 + random.Next(usable - 1)) % usable;
        var (first, second, place) = (-1, -1, 0);
        for (var i = 0; i < shares.Length; i++)
        {
            if (!shares[i].IsUsable || shares[i].PoolWeight > 0 != weighs)
                continue;
            if (place == one)
                first = i;
            if (place == two)
                second = i;
            place++;
        }

        // Somebody may have gone out of service since they were counted.
        if (first < 0 || second < 0)
            return Math.Max(first, second);
        return Cost(shares[second]) < Cost(shares[first]) ? second : first;
    }

    private static double Cost(EndpointShare share)
    {
        var weight = share.PoolWeight * share.Ramp;
        return share.Latency * (share.InFlight + 1) / (weight > 0 ? weight : 1);
    }
}

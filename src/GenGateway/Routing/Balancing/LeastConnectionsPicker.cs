namespace GenGateway.Routing.Balancing;

/// <summary>The endpoint with the fewest attempts under way for its weight; of several with as few, one after the other.</summary>
internal sealed class LeastConnectionsPicker(EndpointShare[] shares) : IPicker
{
    private uint _turn = uint.MaxValue;

    public int Pick(bool isDry = false)
    {
        var turn = isDry ? Volatile.Read(ref _turn) + 1 : Interlocked.Increment(ref _turn);
        var (best, bestLoad, bestWeighs) = (-1, 0.0, false);
        for (var i = 0; i < shares.Length; i++)
        {
            var place = (int)((turn + (uint)i) % (uint)shares.Length);
            var share = shares[place];
            if (!share.IsUsable)
                continue;
            var weight = share.PoolWeight * share.Ramp;
            var weighs = weight > 0;
            var load = share.InFlight / (weighs ? weight : 1);
            if (best < 0 || (weighs && !bestWeighs) || (weighs == bestWeighs && load < bestLoad))
                (best, bestLoad, bestWeighs) = (place, load, weighs);
        }

        return best;
    }
}

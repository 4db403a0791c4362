namespace GenGateway.Routing.Balancing;

/// <summary>One after the other, whatever they weigh; those that are out of service are left out of the round, and one that warms up is passed over now and then.</summary>
internal sealed class RoundRobinPicker(IShare[] shares) : IPicker
{
    private uint _turn = uint.MaxValue;

    public int Pick(bool isDry = false)
    {
        var turn = isDry ? Volatile.Read(ref _turn) + 1 : Interlocked.Increment(ref _turn);
        var field = Field.Of(shares, isEven: true);
        if (field.Usable == 0)
            return -1;
        if (field.IsWarming && field.Usable > 1)
            return field.At(shares, Spread.Part(turn), isEven: true);

        var place = turn % (uint)field.Usable;
        var last = -1;
        for (var i = 0; i < shares.Length; i++)
        {
            if (field.WeightOf(shares[i], isEven: true) <= 0)
                continue;
            last = i;
            if (place-- == 0)
                break;
        }

        return last;
    }
}

namespace GenGateway.Routing.Balancing;

/// <summary>
/// Smooth weighted round robin: in every round each is chosen as often as it weighs, and as evenly as can be between the others. While somebody is out of
/// service or warms up, the shares are kept on the average instead of in each round.
/// </summary>
/// <remarks>The order of a round is computed beforehand by nginx's algorithm.</remarks>
internal sealed class WeightedPicker : IPicker
{
    /// <summary>Turns in a round at most; finer proportions are rounded to this.</summary>
    public const int LongestRound = 1000;

    private readonly IShare[] _shares;
    private readonly int[] _round;
    private uint _turn = uint.MaxValue;

    /// <param name="shares">The list.</param>
    /// <param name="weights">What each weighs while it is usable.</param>
    public WeightedPicker(IShare[] shares, IReadOnlyList<double> weights)
    {
        _shares = shares;
        _round = Round(weights);
    }

    public int Pick(bool isDry = false)
    {
        var turn = isDry ? Volatile.Read(ref _turn) + 1 : Interlocked.Increment(ref _turn);
        var field = Field.Of(_shares, isEven: false);
        if (field.Usable == 0)
            return -1;
        return field is { IsWhole: true, IsWarming: false } && _round.Length > 0
            ? _round[turn % (uint)_round.Length]
            : field.At(_shares, Spread.Part(turn), isEven: false);
    }

    private static int[] Round(IReadOnlyList<double> weights)
    {
        var whole = Whole(weights);
        var round = new int[whole.Sum()];
        var current = new int[whole.Length];
        for (var turn = 0; turn < round.Length; turn++)
        {
            var best = -1;
            for (var i = 0; i < whole.Length; i++)
            {
                current[i] += whole[i];
                if (whole[i] > 0 && (best < 0 || current[i] > current[best]))
                    best = i;
            }

            current[best] -= round.Length;
            round[turn] = best;
        }

        return round;
    }

    private static int[] Whole(IReadOnlyList<double> weights)
    {
        var divisor = weights.Where(static weight => weight > 0).Aggregate(0.0, static (a, b) => GreatestCommonDivisor(a, b));
        if (divisor <= 0)
            return new int[weights.Count];
        var scale = Math.Min(1 / divisor, LongestRound / weights.Sum());
        return [.. weights.Select(weight => weight <= 0 ? 0 : Math.Max(1, (int)Math.Round(weight * scale)))];
    }

    private static double GreatestCommonDivisor(double a, double b)
    {
        while (b > 0)
            (a, b) = (b, a % b);
        return a;
    }
}

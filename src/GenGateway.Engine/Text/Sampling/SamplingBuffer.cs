namespace GenGateway.Engine.Text.Sampling;

/// <summary>Working memory of one sampling step, kept by the engine thread for all its sequences.</summary>
/// <remarks>Holds the candidates that are left and their weights (probabilities up to a common factor).</remarks>
internal sealed class SamplingBuffer(int vocabularySize)
{
    private readonly int[] _ids = new int[vocabularySize];
    private readonly float[] _weights = new float[vocabularySize];

    public int Count { get; private set; }

    /// <summary>The sum of the weights; the likeliest token's weight is 1.</summary>
    public double Total { get; private set; }

    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Count);

    /// <summary>Room for a value of every token, free for any step.</summary>
    public float[] Scores { get; } = new float[vocabularySize];

    /// <summary>Room for a sort key of every token.</summary>
    public ulong[] Keys { get; } = new ulong[vocabularySize];

    public void Clear() => (Count, Total) = (0, 0);

    public void Add(int id, float weight)
    {
        _ids[Count] = id;
        _weights[Count] = weight;
        Count++;
        Total += weight;
    }

    /// <summary>Adds the tokens from <paramref name="firstId"/> on whose weight is above zero: what float32 cannot tell from zero is zero, as in the reference.</summary>
    public void AddPositive(int firstId, ReadOnlySpan<float> newWeights)
    {
        var (count, total) = (Count, Total);
        for (var i = 0; i < newWeights.Length; i++)
        {
            if (newWeights[i] > 0)
            {
                _ids[count] = firstId + i;
                _weights[count] = newWeights[i];
                count++;
                total += newWeights[i];
            }
        }

        (Count, Total) = (count, total);
    }

    /// <summary>Drops the candidates whose weight is below <paramref name="least"/>, keeping their order.</summary>
    public void DropBelow(float least)
    {
        var all = Count;
        Clear();
        for (var i = 0; i < all; i++)
        {
            if (_weights[i] >= least)
            {
                Add(_ids[i], _weights[i]);
            }
        }
    }

    /// <summary>Keeps the likeliest candidates until their share of the mass reaches <paramref name="mass"/>; at least one. Leaves them in falling order.</summary>
    public void KeepMass(double mass)
    {
        // What all tokens below this weight have together is at most the mass to be cut, so none of them can be kept: only the
        // few above need sorting.
        var floor = (1 - mass) * Total / Count;
        var sorted = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_weights[i] >= floor)
            {
                // Weights are not negative, so their bits order like the numbers. Falling weight, then rising id: one fixed order.
                Keys[sorted++] = ((ulong)~BitConverter.SingleToUInt32Bits(_weights[i]) << 32) | (uint)_ids[i];
            }
        }

        Keys.AsSpan(0, sorted).Sort();
        var limit = mass * Total;
        Clear();
        for (var i = 0; i < sorted && (i == 0 || Total < limit); i++)
        {
            Add((int)(uint)Keys[i], BitConverter.UInt32BitsToSingle(~(uint)(Keys[i] >> 32)));
        }
    }

    /// <summary>The candidate at <paramref name="share"/> of the mass, 0 to 1, in the candidates' order.</summary>
    public int At(double share)
    {
        var target = share * Total;
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            sum += _weights[i];
            if (target < sum)
            {
                return _ids[i];
            }
        }

        // Rounding may leave the target at the very end.
        return _ids[Count - 1];
    }
}

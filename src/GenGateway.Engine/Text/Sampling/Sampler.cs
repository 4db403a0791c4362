using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace GenGateway.Engine.Text.Sampling;

/// <summary>Chooses the tokens of one sequence; keeps what that sequence has seen and its own random numbers.</summary>
/// <remarks>One thread. Working memory comes from outside and carries nothing over, so neighbours cannot be told from the draws.</remarks>
internal sealed class Sampler
{
    /// <summary>What <see cref="Sample"/> gives when there is no token with a finite logit to choose.</summary>
    public const int NoToken = -1;

    private const double GreedyBelow = 1e-5;

    // Beyond this the sets grow in doublings; a longer sequence pays a handful of allocations.
    private const int ReservedTokens = 1024;

    private readonly SamplingOptions _options;
    private readonly bool _isGreedy;
    private readonly KeyValuePair<int, float>[] _bias;
    private readonly HashSet<int>? _seen;
    private readonly Dictionary<int, int>? _generated;
    private Xoshiro256 _random;

    /// <param name="options">Already validated.</param>
    /// <param name="prompt">The prompt's token ids, which the repetition penalty counts.</param>
    public Sampler(SamplingOptions options, ReadOnlySpan<int> prompt)
    {
        _options = options;
        _isGreedy = options.Temperature < GreedyBelow;
        _bias = [.. options.LogitBias];
        _random = new Xoshiro256((ulong)(options.Seed ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)))));
        if (options.RepetitionPenalty != 1)
        {
            _seen = new HashSet<int>(ReservedTokens);
            foreach (var id in prompt)
            {
                _seen.Add(id);
            }
        }

        if (options.FrequencyPenalty != 0 || options.PresencePenalty != 0)
        {
            _generated = new Dictionary<int, int>(ReservedTokens);
        }
    }

    /// <summary>Chooses the next token and remembers it.</summary>
    /// <param name="logits">One per token of the vocabulary; overwritten.</param>
    /// <param name="buffer">Of the vocabulary's size.</param>
    /// <returns>A token id, or <see cref="NoToken"/> when no logit is a number above minus infinity.</returns>
    public int Sample(Span<float> logits, SamplingBuffer buffer)
    {
        var token = _isGreedy ? TakeLargest(logits) : Distribute(logits, buffer) ? buffer.At(_random.NextDouble()) : NoToken;
        if (token != NoToken)
        {
            Remember(token);
        }

        return token;
    }

    /// <summary>Leaves in <paramref name="buffer"/> the tokens that may be drawn, with their weights; false when there are none.</summary>
    internal bool Distribute(Span<float> logits, SamplingBuffer buffer)
    {
        Adjust(logits);
        var largest = Heat(logits, (float)_options.Temperature);
        buffer.Clear();
        if (largest == float.NegativeInfinity)
        {
            return false;
        }

        var least = LeastKept(logits, buffer);
        if (_options.TopP == 1 && _options.MinP > 0)
        {
            // Without top_p in between, nothing that min_p will drop is needed: a thousandth of leeway for rounding.
            least = MathF.Max(least, largest + (float)Math.Log(_options.MinP) - 1e-3f);
        }

        Weigh(logits, largest, least, buffer);
        if (_options.TopP < 1)
        {
            buffer.KeepMass(_options.TopP);
        }

        if (_options.MinP > 0)
        {
            buffer.DropBelow((float)_options.MinP);
        }

        return true;
    }

    internal void Remember(int token)
    {
        _seen?.Add(token);
        if (_generated is not null)
        {
            _generated[token] = _generated.GetValueOrDefault(token) + 1;
        }
    }

    private int TakeLargest(Span<float> logits)
    {
        Adjust(logits);
        var largest = Heat(logits, 1);
        return largest == float.NegativeInfinity ? NoToken : logits.IndexOf(largest);
    }

    private void Adjust(Span<float> logits)
    {
        foreach (var (id, bias) in _bias)
        {
            logits[id] += bias;
        }

        if (_seen is not null)
        {
            var penalty = (float)_options.RepetitionPenalty;
            foreach (var id in _seen)
            {
                logits[id] = logits[id] < 0 ? logits[id] * penalty : logits[id] / penalty;
            }
        }

        if (_generated is not null)
        {
            var (frequency, presence) = ((float)_options.FrequencyPenalty, (float)_options.PresencePenalty);
            foreach (var (id, count) in _generated)
            {
                logits[id] = logits[id] - (frequency * count) - presence;
            }
        }
    }

    /// <summary>Adds every token whose logit is at least <paramref name="least"/>, with the exponential of its distance from the largest.</summary>
    private static void Weigh(ReadOnlySpan<float> logits, float largest, float least, SamplingBuffer buffer)
    {
        // One width on every machine, so that a seed does not depend on the processor's.
        Span<float> weights = stackalloc float[Vector256<float>.Count];
        var id = 0;
        for (; id <= logits.Length - weights.Length; id += weights.Length)
        {
            var row = Vector256.Create(logits[id..]);
            var isKept = Vector256.GreaterThanOrEqual(row, Vector256.Create(least));
            if (isKept != Vector256<float>.Zero)
            {
                (Vector256.Exp(row - Vector256.Create(largest)) & isKept).CopyTo(weights);
                buffer.AddPositive(id, weights);
            }
        }

        for (; id < logits.Length; id++)
        {
            weights[0] = logits[id] >= least ? MathF.Exp(logits[id] - largest) : 0;
            buffer.AddPositive(id, weights[..1]);
        }
    }

    // Divides by the temperature, makes every logit comparable (no NaN, no plus infinity) and gives the largest.
    private static float Heat(Span<float> logits, float temperature)
    {
        var largest = new Vector<float>(float.NegativeInfinity);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(logits);
        foreach (ref var logit in vectors)
        {
            var heated = Vector.Min(logit / new Vector<float>(temperature), new Vector<float>(float.MaxValue));
            logit = Vector.ConditionalSelect(Vector.Equals(logit, logit), heated, new Vector<float>(float.NegativeInfinity));
            largest = Vector.Max(largest, logit);
        }

        var most = float.NegativeInfinity;
        for (var i = 0; i < Vector<float>.Count; i++)
        {
            most = MathF.Max(most, largest[i]);
        }

        foreach (ref var logit in logits[(vectors.Length * Vector<float>.Count)..])
        {
            logit = float.IsNaN(logit) ? float.NegativeInfinity : MathF.Min(logit / temperature, float.MaxValue);
            most = MathF.Max(most, logit);
        }

        return most;
    }

    private float LeastKept(ReadOnlySpan<float> logits, SamplingBuffer buffer)
    {
        if (_options.TopK == 0 || _options.TopK >= logits.Length)
        {
            return float.MinValue;
        }

        return MathF.Max(TopValues.KthLargest(logits, _options.TopK, buffer.Scores), float.MinValue);
    }
}

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
        var largest = Heat(logits);
        buffer.Clear();
        if (largest == float.NegativeInfinity)
        {
            return false;
        }

        var least = LeastKept(logits, buffer);
        for (var id = 0; id < logits.Length; id++)
        {
            // A weight that float32 cannot tell from zero is zero, as in the reference.
            if (logits[id] >= least && MathF.Exp(logits[id] - largest) is var weight and > 0)
            {
                buffer.Add(id, weight);
            }
        }

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
        var (best, largest) = (NoToken, float.NegativeInfinity);
        for (var id = 0; id < logits.Length; id++)
        {
            if (logits[id] > largest)
            {
                (best, largest) = (id, logits[id]);
            }
        }

        return best;
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

    // Divides by the temperature, makes every logit comparable (no NaN, no plus infinity) and gives the largest.
    private float Heat(Span<float> logits)
    {
        var temperature = (float)_options.Temperature;
        var largest = float.NegativeInfinity;
        foreach (ref var logit in logits)
        {
            logit = float.IsNaN(logit) ? float.NegativeInfinity : MathF.Min(logit / temperature, float.MaxValue);
            largest = MathF.Max(largest, logit);
        }

        return largest;
    }

    private float LeastKept(ReadOnlySpan<float> logits, SamplingBuffer buffer)
    {
        if (_options.TopK == 0 || _options.TopK >= logits.Length)
        {
            return float.MinValue;
        }

        logits.CopyTo(buffer.Scores);
        return MathF.Max(TopValues.Select(buffer.Scores.AsSpan(0, logits.Length), _options.TopK), float.MinValue);
    }
}

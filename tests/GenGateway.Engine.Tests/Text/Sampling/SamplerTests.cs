using GenGateway.Engine.Text.Sampling;

namespace GenGateway.Engine.Tests.Text.Sampling;

public sealed class SamplerTests
{
    [Fact]
    public void Every_recorded_case_leaves_the_tokens_and_probabilities_of_transformers()
    {
        var cases = SamplingReference.ReadAll();
        Assert.Equal(300, cases.Count);
        Assert.All(cases, Check);

        static void Check(SamplingReference expected)
        {
            var buffer = new SamplingBuffer(expected.Logits.Length);
            var sampler = Continued(expected);
            Assert.True(sampler.Distribute([.. expected.Logits], buffer), expected.Name);
            Assert.True(expected.Tokens.Length == buffer.Count, $"{expected.Name}: {buffer.Count} tokens left, not {expected.Tokens.Length}");
            if (expected.IsEdge)
            {
                // Which of equal tokens stays is the sort's choice: only their number is recorded.
                return;
            }

            var left = buffer.Ids.ToArray().Zip(buffer.Weights.ToArray(), (id, weight) => (id, share: weight / buffer.Total)).OrderBy(each => each.id).ToList();
            Assert.Equal(expected.Tokens, left.Select(each => each.id));
            Assert.All(left.Zip(expected.Probabilities), pair =>
                Assert.True(Math.Abs(pair.First.share - pair.Second) <= expected.Tolerance,
                    $"{expected.Name}: token {pair.First.id} has {pair.First.share}, not {pair.Second}"));
        }
    }

    [Fact]
    public void Temperature_zero_takes_the_lowest_of_the_largest_logits() =>
        Assert.All(SamplingReference.ReadVectors(), vector =>
            Assert.Equal(vector.Largest, Sample(SamplingOptions.Greedy, vector.Logits)));

    [Fact]
    public void A_draw_is_the_inverse_of_the_cumulated_probabilities()
    {
        var buffer = new SamplingBuffer(4);
        buffer.Add(10, 0.5f);
        buffer.Add(11, 1f);
        buffer.Add(12, 0.25f);
        buffer.Add(13, 0.25f);

        // Shares of the whole: 0.25, 0.5, 0.125, 0.125; a border belongs to what begins there.
        Assert.Equal([10, 10, 11, 11, 12, 12, 13, 13], new[] { 0, 0.2499, 0.25, 0.7499, 0.75, 0.8749, 0.875, 0.9999999999999999 }.Select(buffer.At));
    }

    [Fact]
    public void Draws_follow_the_probabilities()
    {
        const int Draws = 20_000;
        float[] logits = [0f, 1f, 2f, -1f, 0.5f, float.NegativeInfinity];
        var sampler = new Sampler(new SamplingOptions { Seed = 7 }, []);
        var buffer = new SamplingBuffer(logits.Length);
        var counts = new int[logits.Length];
        for (var i = 0; i < Draws; i++)
        {
            counts[sampler.Sample([.. logits], buffer)]++;
        }

        var total = logits.Sum(logit => Math.Exp(logit));
        var chiSquare = logits.Take(5).Select((logit, id) => (expected: Draws * Math.Exp(logit) / total, id))
            .Sum(each => Math.Pow(counts[each.id] - each.expected, 2) / each.expected);
        Assert.Equal(0, counts[5]);

        // The 99.9th percentile with four degrees of freedom; the seed is fixed, so this cannot fail by chance.
        Assert.InRange(chiSquare, 0, 18.47);
    }

    [Fact]
    public void A_seed_repeats_its_draws_whatever_runs_beside()
    {
        var logits = SamplingReference.ReadVectors()[0].Logits;
        var options = new SamplingOptions { Seed = 42, TopP = 0.9, Temperature = 1.5 };
        var buffer = new SamplingBuffer(logits.Length);
        var alone = Draw(new Sampler(options, []), null);
        Assert.Equal(alone, Draw(new Sampler(options, []), new Sampler(options with { Seed = 1, TopK = 3 }, [])));
        Assert.NotEqual(alone, Draw(new Sampler(options with { Seed = 43 }, []), null));

        List<int> Draw(Sampler sampler, Sampler? neighbour)
        {
            var tokens = new List<int>();
            for (var i = 0; i < 50; i++)
            {
                tokens.Add(sampler.Sample([.. logits], buffer));
                neighbour?.Sample([.. logits], buffer);
            }

            return tokens;
        }
    }

    [Fact]
    public void Without_a_seed_two_sequences_differ()
    {
        var logits = new float[64];
        var buffer = new SamplingBuffer(logits.Length);
        var (one, other) = (new Sampler(SamplingOptions.Default, []), new Sampler(SamplingOptions.Default, []));
        Assert.NotEqual(
            Enumerable.Range(0, 40).Select(_ => one.Sample([.. logits], buffer)),
            Enumerable.Range(0, 40).Select(_ => other.Sample([.. logits], buffer)));
    }

    [Fact]
    public void Generated_tokens_are_penalised_and_those_of_the_prompt_only_by_repetition()
    {
        // Tokens 0 (prompt) and 1 (generated) lead; each penalty lets token 2 pass those that it counts.
        float[] logits = [2f, 2f, 1.9f];
        Assert.Equal(0, After(new SamplingOptions { Temperature = 0, FrequencyPenalty = 1 }));
        Assert.Equal(0, After(new SamplingOptions { Temperature = 0, PresencePenalty = 1 }));
        Assert.Equal(2, After(new SamplingOptions { Temperature = 0, RepetitionPenalty = 1.2 }));

        int After(SamplingOptions options)
        {
            var sampler = new Sampler(options, [0]);
            sampler.Remember(1);
            return sampler.Sample([.. logits], new SamplingBuffer(3));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Logits_that_are_no_numbers_are_never_chosen(double temperature)
    {
        var options = new SamplingOptions { Temperature = temperature, TopK = 2, TopP = 0.99, MinP = 0.01, RepetitionPenalty = 1.1 };
        Assert.Equal(1, Sample(options, [float.NaN, 3f, float.NaN, float.NegativeInfinity]));
        Assert.Equal(2, Sample(options, [1f, float.NaN, float.PositiveInfinity, 5f]));
        Assert.Equal(Sampler.NoToken, Sample(options, [float.NaN, float.NaN, float.NegativeInfinity, float.NaN]));
    }

    [Fact]
    public void Top_k_equals_a_full_sort_on_random_rows()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 1500)).Select(_ => (float)random.Next(-20, 20) / 4).ToArray();
            var k = random.Next(1, values.Length + 1);
            var expected = values.OrderDescending().ElementAt(k - 1);
            Assert.Equal(expected, TopValues.KthLargest(values, k, new float[values.Length]));
            Assert.Equal(expected, TopValues.Select(values, k));
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var logits = SamplingReference.ReadVectors()[0].Logits;
        var row = new float[logits.Length];
        var buffer = new SamplingBuffer(logits.Length);
        var options = new SamplingOptions
        {
            Temperature = 0.8,
            TopK = 30,
            TopP = 0.95,
            MinP = 0.02,
            RepetitionPenalty = 1.1,
            FrequencyPenalty = 0.3,
            PresencePenalty = 0.5,
            LogitBias = new Dictionary<int, float> { [7] = 3 },
            Seed = 1,
        };
        var sampler = new Sampler(options, [3, 7]);
        Steps(50);
        Assert.Equal(0, Allocation.Least(() => Steps(200)));

        void Steps(int count)
        {
            for (var i = 0; i < count; i++)
            {
                logits.CopyTo(row, 0);
                sampler.Sample(row, buffer);
            }
        }
    }

    [Theory]
    [InlineData(-0.1, 0, 1, 0, 1, "Temperature")]
    [InlineData(double.NaN, 0, 1, 0, 1, "Temperature")]
    [InlineData(1, -1, 1, 0, 1, "TopK")]
    [InlineData(1, 0, 1.1, 0, 1, "TopP")]
    [InlineData(1, 0, 1, -0.5, 1, "MinP")]
    [InlineData(1, 0, 1, 0, 0, "RepetitionPenalty")]
    public void A_value_out_of_range_is_refused_by_name(double temperature, int topK, double topP, double minP, double repetition, string name)
    {
        var options = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP, RepetitionPenalty = repetition };
        Assert.StartsWith(name + " is ", Assert.Throws<ArgumentException>(() => options.Validate(10)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 1f)]
    [InlineData(-1, 1f)]
    [InlineData(3, float.NaN)]
    public void A_bias_must_be_a_finite_number_for_a_token_that_exists(int id, float bias)
    {
        var options = new SamplingOptions { LogitBias = new Dictionary<int, float> { [id] = bias } };
        Assert.StartsWith("LogitBias ", Assert.Throws<ArgumentException>(() => options.Validate(10)).Message, StringComparison.Ordinal);
    }

    private static int Sample(SamplingOptions options, float[] logits) =>
        new Sampler(options, []).Sample([.. logits], new SamplingBuffer(logits.Length));

    private static Sampler Continued(SamplingReference expected)
    {
        var sampler = new Sampler(expected.Options, expected.Prompt);
        foreach (var token in expected.Generated)
        {
            sampler.Remember(token);
        }

        return sampler;
    }
}

using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Sampling;

namespace GenGateway.Engine.Tests.Text;

/// <summary>The decoder against PyTorch's own numbers, for two genuine exports.</summary>
public sealed class GreedyTests
{
    // Measured with ONNX Runtime 1.30.0 on an x64 processor: at most 4.8e-5 (gpt2) and 1.4e-5 (llama).
    private const double LogitLimit = 1e-3;

    // Measured likewise: at most 8.7e-6 (gpt2) and 1.4e-5 (llama); the references have six digits.
    private const double LogProbabilityLimit = 1e-4;

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public void Logits_of_the_last_prompt_position_equal_PyTorch(string model)
    {
        using var decoder = Decoders.Load(ModelFixture.Folder(model));
        var largest = 0.0;
        foreach (var expected in ModelFixture.Cases(model))
        {
            using var cache = decoder.CreateCache();
            var logits = decoder.Run(cache, expected.Ids, CancellationToken.None);
            for (var i = 0; i < logits.Length; i++)
            {
                largest = Math.Max(largest, Math.Abs(logits[i] - expected.Logits[i]));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{model}: logits off by at most {largest:E2}");
        Assert.True(largest < LogitLimit, $"{model}: a logit is {largest:E2} from PyTorch's");
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public void Greedy_tokens_and_their_log_probabilities_equal_PyTorch_through_the_cache(string model)
    {
        using var decoder = Decoders.Load(ModelFixture.Folder(model));
        var largest = 0.0;
        foreach (var expected in ModelFixture.Cases(model))
        {
            using var cache = decoder.CreateCache();
            var logits = decoder.Run(cache, expected.Ids, CancellationToken.None);
            for (var step = 0; step < expected.Tokens.Length; step++)
            {
                var token = Decoders.Largest(logits);
                Assert.Equal((expected.Name, step, expected.Tokens[step]), (expected.Name, step, token));
                largest = Math.Max(largest, Math.Abs(Decoders.LogProbability(logits, token) - expected.LogProbabilities[step]));
                logits = decoder.Run(cache, [token], CancellationToken.None);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{model}: log-probabilities off by at most {largest:E2}");
        Assert.True(largest < LogProbabilityLimit, $"{model}: a log-probability is {largest:E2} from PyTorch's");
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public async Task A_model_generates_PyTorchs_tokens_and_text(string model)
    {
        using var loaded = TextModel.Load(ModelFixture.Folder(model));
        foreach (var expected in ModelFixture.Cases(model))
        {
            using var generation = loaded.Generate(
                expected.Ids,
                new TextOptions { MaxTokens = expected.Tokens.Length, Sampling = SamplingOptions.Greedy },
                TestContext.Current.CancellationToken);
            var (text, tokens, outcome) = await generation.ReadToEndAsync();

            Assert.Equal(expected.Tokens, tokens);
            // The reference keeps special tokens in its text; a generation leaves them out.
            Assert.Equal(expected.Decoded, loaded.Tokenizer.Decode(expected.Tokens, skipSpecialTokens: false));
            Assert.Equal(loaded.Tokenizer.Decode(expected.Tokens, skipSpecialTokens: true), text);
            Assert.Equal(new TextOutcome(FinishReason.Length, expected.Ids.Length, expected.Tokens.Length), outcome);
        }
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public void The_tokenizer_of_the_folder_gives_the_prompts_ids(string model)
    {
        using var loaded = TextModel.Load(ModelFixture.Folder(model));
        Assert.All(ModelFixture.Cases(model), expected => Assert.Equal(expected.Ids, loaded.Tokenizer.Encode(expected.Text, addSpecialTokens: true)));
    }
}

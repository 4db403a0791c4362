using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Loading;
using GenGateway.Engine.Text.Sampling;

namespace GenGateway.Engine.Tests.Text;

public sealed class TextModelTests
{
    private static readonly TextOptions Endless = new() { IgnoreEndTokens = true, Sampling = SamplingOptions.Greedy };

    [Fact]
    public async Task A_decode_step_computes_one_row_at_token_10_and_at_token_500()
    {
        // Rotary positions come from the graph's own arithmetic, so the same weights run in a longer context.
        using var folder = new ModelCopy("llama");
        folder.Replace("config.json", "\"max_position_embeddings\": 256", "\"max_position_embeddings\": 1024");
        using var model = TextModel.Load(folder.Folder);
        using var generation = model.Generate(ModelFixture.Case("llama", "len17").Ids, Endless with { MaxTokens = 510 }, TestContext.Current.CancellationToken);
        var (_, tokens, outcome) = await generation.ReadToEndAsync();

        Assert.Equal(new TextOutcome(FinishReason.Length, 17, 510), outcome);
        Assert.Equal(510, tokens.Count);
        Assert.Equal(17, model.Counters.PrefillRows);

        // As many rows as steps: were one of them, at token 10 or at token 500, to compute more than its own, the sum would differ.
        Assert.Equal((509, 509), (model.Counters.DecodeSteps, model.Counters.DecodeRows));
    }

    [Fact]
    public void Cached_rows_are_not_computed_again()
    {
        using var decoder = Decoders.Load(ModelFixture.Folder("llama"));
        var expected = ModelFixture.Case("llama", "len110");
        using var whole = decoder.CreateCache();
        using var split = decoder.CreateCache();
        var atOnce = decoder.Run(whole, expected.Ids, CancellationToken.None).ToArray();
        decoder.Run(split, expected.Ids.AsSpan(..^1), CancellationToken.None);
        var lastAlone = decoder.Run(split, expected.Ids.AsSpan(^1..), CancellationToken.None).ToArray();

        Assert.Equal(110, split.Length);
        Assert.All(atOnce.Zip(lastAlone), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public async Task Eight_generations_side_by_side_give_the_tokens_that_each_gives_alone()
    {
        using var model = TextModel.Load(ModelFixture.Folder("gpt2"));
        var cases = ModelFixture.Cases("gpt2");
        var asked = Enumerable.Range(0, 8).Select(i => cases[i % cases.Count]).ToList();
        var running = asked.Select(each => (each, generation: model.Generate(
            each.Ids, Endless with { MaxTokens = 24 }, TestContext.Current.CancellationToken))).ToList();
        foreach (var (expected, generation) in running)
        {
            Assert.Equal(expected.Tokens, (await generation.ReadToEndAsync()).Tokens);
        }

        Assert.Equal((8, 8 * 23, 8 * 23), (model.Counters.SequencesFinished, model.Counters.DecodeSteps, model.Counters.DecodeRows));
        Assert.Equal(asked.Sum(each => each.Ids.Length), model.Counters.PrefillRows);
    }

    [Fact]
    public async Task Of_eight_generations_each_has_its_first_token_before_any_has_its_last()
    {
        using var forward = new RecordingPass(Decoders.Load(ModelFixture.Folder("llama")));
        var prompts = ModelFixture.Cases("llama").Select(each => each.Ids).ToList();
        using (var scheduler = forward.Start())
        {
            var sequences = Enumerable.Range(0, 8)
                .Select(i => scheduler.Submit(RecordingPass.Ask(prompts[i % prompts.Count], maxTokens: 16), TestContext.Current.CancellationToken)).ToList();
            forward.Open();
            foreach (var sequence in sequences)
            {
                Assert.Equal(FinishReason.Length, (await sequence.Completion).Reason);
            }
        }

        Assert.Equal(8, forward.FirstRuns.Count);
        Assert.True(forward.FirstRuns.Max() < forward.LastRuns.Min());
    }

    [Fact]
    public async Task A_generation_cancelled_in_the_middle_ends_and_gives_its_memory_back()
    {
        using var model = TextModel.Load(ModelFixture.Folder("gpt2"));
        using var cancellation = new CancellationTokenSource();
        using var generation = model.Generate(ModelFixture.Case("gpt2", "len3").Ids, Endless, cancellation.Token);
        var read = 0;
        await foreach (var _ in generation.Pieces.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (++read == 5)
            {
                await cancellation.CancelAsync();
            }
        }

        var outcome = await generation.Completion;

        // The context has room for 253: the engine may be ahead of its reader, and is not when it has come to the end.
        Assert.True(outcome.Reason == FinishReason.Cancelled || outcome.CompletionTokens == 253, $"{outcome}");
        Assert.Equal(read, outcome.CompletionTokens);
        Assert.Equal((0, 0), (model.Counters.Active, model.Counters.KeyValueBytes));
    }

    [Fact]
    public void A_long_prefill_ends_early_when_it_is_cancelled()
    {
        using var decoder = Decoders.Load(ModelFixture.Folder("gpt2"));
        using var cache = decoder.CreateCache();
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => decoder.Run(cache, new int[100], cancellation.Token).Length);
        Assert.Equal(0, cache.Length);

        // The same cache and decoder go on as if nothing had been.
        var expected = ModelFixture.Case("gpt2", "len17");
        using var other = new CancellationTokenSource();
        Assert.Equal(expected.Tokens[0], Decoders.Largest(decoder.Run(cache, expected.Ids, other.Token)));
    }

    [Fact]
    public async Task The_context_is_filled_to_its_last_place_and_no_further()
    {
        using var model = TextModel.Load(ModelFixture.Folder("gpt2"));
        var prompt = ModelFixture.Case("gpt2", "len110").Ids;
        using var generation = model.Generate(prompt, Endless with { MaxTokens = 100_000 }, TestContext.Current.CancellationToken);
        Assert.Equal(new TextOutcome(FinishReason.Length, 110, 256 - 110), (await generation.ReadToEndAsync()).Outcome);

        using var brief = model.Generate(new int[255], Endless, TestContext.Current.CancellationToken);
        Assert.Equal(new TextOutcome(FinishReason.Length, 255, 1), (await brief.ReadToEndAsync()).Outcome);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(5000)]
    public void A_prompt_longer_than_the_context_is_refused_with_both_lengths(int tokens)
    {
        using var model = TextModel.Load(ModelFixture.Folder("gpt2"));
        var refusal = Assert.Throws<PromptTooLongException>(() => { model.Generate(new int[tokens], cancellationToken: TestContext.Current.CancellationToken); });
        Assert.Equal((tokens, 256), (refusal.PromptTokens, refusal.ContextLength));
        Assert.Contains($"{tokens} tokens", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_generated_is_refused_before_it_reaches_the_engine()
    {
        using var model = TextModel.Load(ModelFixture.Folder("llama"));
        Refused("The prompt has no tokens", [], new TextOptions());
        Refused("The prompt has the token id 384", [1, 384], new TextOptions());
        Refused("The prompt has the token id -1", [-1], new TextOptions());
        Refused("MaxTokens is 0", [1], new TextOptions { MaxTokens = 0 });
        Refused("StopStrings has an empty string", [1], new TextOptions { StopStrings = ["x", ""] });
        Refused("TopP is 2", [1], new TextOptions { Sampling = new SamplingOptions { TopP = 2 } });
        Refused("LogitBias names the token id 384", [1], new TextOptions { Sampling = new SamplingOptions { LogitBias = new Dictionary<int, float> { [384] = 1 } } });
        Assert.Equal(0, model.Counters.SequencesStarted);

        void Refused(string message, int[] prompt, TextOptions options) => Assert.StartsWith(
            message,
            Assert.Throws<ArgumentException>(() => { model.Generate(prompt, options, TestContext.Current.CancellationToken); }).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_models_own_end_tokens_and_those_of_a_request_end_it()
    {
        using var model = TextModel.Load(ModelFixture.Folder("llama"));
        var expected = ModelFixture.Case("llama", "len3");
        var options = new TextOptions { Sampling = SamplingOptions.Greedy, MaxTokens = 24, StopTokenIds = [expected.Tokens[5]] };
        using var stopped = model.Generate(expected.Ids, options, TestContext.Current.CancellationToken);
        var (_, tokens, outcome) = await stopped.ReadToEndAsync();
        Assert.Equal(expected.Tokens.TakeWhile(token => token != expected.Tokens[5]).Append(expected.Tokens[5]), tokens);
        Assert.Equal(FinishReason.Stop, outcome.Reason);

        // A bias makes the end token of generation_config.json the likeliest at once.
        var ended = options with { StopTokenIds = [], Sampling = SamplingOptions.Greedy with { LogitBias = new Dictionary<int, float> { [4] = 1000 } } };
        using var atOnce = model.Generate(expected.Ids, ended, TestContext.Current.CancellationToken);
        Assert.Equal(new TextOutcome(FinishReason.Stop, 3, 1), (await atOnce.ReadToEndAsync()).Outcome);
    }

    [Fact]
    public async Task A_stop_string_in_the_generated_text_ends_it()
    {
        using var model = TextModel.Load(ModelFixture.Folder("gpt2"));
        var expected = ModelFixture.Case("gpt2", "len60");
        var whole = model.Tokenizer.Decode(expected.Tokens, skipSpecialTokens: true);
        var stop = whole[10..14];
        using var generation = model.Generate(
            expected.Ids, Endless with { MaxTokens = 24, StopStrings = [stop] }, TestContext.Current.CancellationToken);
        var (text, _, outcome) = await generation.ReadToEndAsync();
        Assert.Equal((whole[..whole.IndexOf(stop, StringComparison.Ordinal)], FinishReason.Stop), (text, outcome.Reason));
    }

    [Fact]
    public void Values_held_by_caches_and_runs_are_all_given_back()
    {
        var decoder = Decoders.Load(ModelFixture.Folder("gpt2"));
        var cache = decoder.CreateCache();
        Assert.Equal(4, decoder.LiveValues);
        decoder.Run(cache, new int[9], CancellationToken.None);
        decoder.Run(cache, new int[1], CancellationToken.None);

        // Key and value of two layers; the logits and the inputs are gone.
        Assert.Equal(4, decoder.LiveValues);
        Assert.Equal(10 * 2 * 2 * 4 * 16 * sizeof(float), cache.Bytes);

        // Token 9999 is beyond the vocabulary: the run fails inside ONNX Runtime and leaves the cache as it was.
        Assert.ThrowsAny<Exception>(() => decoder.Run(cache, [9999], CancellationToken.None).Length);
        Assert.Equal((4, 10), (decoder.LiveValues, cache.Length));
        cache.Dispose();
        Assert.Equal(0, decoder.LiveValues);
        decoder.Dispose();
        Assert.Equal(0, decoder.LiveValues);
    }

    [Fact]
    public void A_decode_step_leaves_no_garbage()
    {
        using var decoder = Decoders.Load(ModelFixture.Folder("llama"));
        using var cache = decoder.CreateCache();
        decoder.Run(cache, [5], CancellationToken.None);
        decoder.Run(cache, [6], CancellationToken.None);
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 30; i++)
            {
                decoder.Run(cache, [7], CancellationToken.None);
            }
        }));
    }

    [Fact]
    public async Task Disposing_a_model_fails_what_runs()
    {
        var model = TextModel.Load(ModelFixture.Folder("gpt2"));
        var generations = Enumerable.Range(0, 20).Select(_ => model.Generate(new int[200], Endless, TestContext.Current.CancellationToken)).ToList();
        model.Dispose();
        foreach (var generation in generations)
        {
            Assert.NotEqual(FinishReason.Cancelled, (await generation.Completion).Reason);
        }

        Assert.Equal(0, model.Counters.KeyValueBytes);
        Assert.Throws<ObjectDisposedException>(() => { model.Generate(new int[1], cancellationToken: TestContext.Current.CancellationToken); });
    }

    [Fact]
    public void A_model_tells_its_sizes_and_what_its_folder_says()
    {
        using var model = TextModel.Load(ModelFixture.Folder("llama"));
        Assert.Equal(256, model.ContextLength);
        Assert.Equal(GenerationDefaults.None, model.Defaults);
        Assert.Equal(("<s>", "<|im_end|>"), (model.SpecialTokens["bos_token"], model.SpecialTokens["eos_token"]));
        Assert.Equal(File.ReadAllText(Path.Combine(ModelFixture.Folder("llama"), "chat_template.jinja")), model.ChatTemplate);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Refused("MaxRunning is 0", new TextModelOptions { MaxRunning = 0 });
        Refused("MaxWaiting is 0", new TextModelOptions { MaxWaiting = 0 });
        Refused("Threads is -1", new TextModelOptions { Threads = -1 });

        static void Refused(string message, TextModelOptions options) => Assert.StartsWith(
            message, Assert.Throws<ArgumentException>(() => TextModel.Load("nowhere", options)).Message, StringComparison.Ordinal);
    }
}

using GenGateway.Backends.Onnx;
using GenGateway.Engine.Text;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Journey;
using Microsoft.Extensions.Logging.Abstractions;
using FinishReason = GenGateway.Journey.FinishReason;

namespace GenGateway.Tests.Backends.Onnx;

public sealed class OnnxBackendTests : IAsyncDisposable
{
    private readonly ModelsFolder _models = new();
    private readonly OnnxBackend _backend;

    public OnnxBackendTests()
    {
        _models.Add("llama", "llama");
        _backend = OnnxModels.Discover([_models.Path], new TextModelOptions { Threads = 1 }, NullLogger.Instance).Single();
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _models.Dispose();
    }

    [Fact]
    public async Task A_chat_ends_with_its_usage_and_an_end()
    {
        var events = await AnswerAsync(new ChatTask([new ChatMessage("user", "hello")], new TextParameters { MaxTokens = 5, Temperature = 0 }));

        Assert.IsType<GenerationEvent.Finished>(events[^1]);
        var usage = Assert.IsType<GenerationEvent.UsageReported>(events[^2]).Usage;
        Assert.Equal(5, usage.CompletionTokens);
        Assert.Equal(FinishReason.Length, Assert.IsType<GenerationEvent.ChoiceEnded>(events[^3]).Reason);
    }

    [Fact]
    public async Task Each_prompt_of_a_completion_gives_one_choice_equal_to_the_prompt_asked_alone()
    {
        var parameters = new TextParameters { MaxTokens = 6, Temperature = 0 };
        var one = await AnswerAsync(Completion(parameters, echo: false, "the gateway"));
        var other = await AnswerAsync(Completion(parameters, echo: false, "a model"));

        var both = await AnswerAsync(Completion(parameters, echo: false, "the gateway", "a model"));

        Assert.Equal(TextOf(one, 0), TextOf(both, 0));
        Assert.Equal(TextOf(other, 0), TextOf(both, 1));
        Assert.Equal(2, both.OfType<GenerationEvent.ChoiceEnded>().Count());
    }

    [Fact]
    public async Task The_stop_text_that_ended_a_choice_is_told_before_its_end()
    {
        var parameters = new TextParameters { MaxTokens = 6, Temperature = 0 };
        var text = TextOf(await AnswerAsync(Completion(parameters, echo: false, "the gateway")), 0);
        var stop = text[^2..];

        var events = await AnswerAsync(Completion(parameters with { Stop = ["none of it", stop] }, echo: false, "the gateway"));

        Assert.Equal([new GenerationEvent.StoppedBy(0, stop), new GenerationEvent.ChoiceEnded(0, FinishReason.Stop)], events[^4..^2]);
    }

    [Fact]
    public async Task Echo_without_tokens_gives_the_prompt_back_and_computes_nothing()
    {
        var events = await AnswerAsync(Completion(new TextParameters { MaxTokens = 0 }, echo: true, "the gateway"));

        Assert.Equal("the gateway", TextOf(events, 0));
        Assert.Equal(0, _backend.Counters!.SequencesStarted);
    }

    [Fact]
    public async Task A_prompt_longer_than_the_context_names_both_lengths()
    {
        var failure = await RefusedAsync(Completion(new TextParameters(), echo: false, string.Concat(Enumerable.Repeat("the gateway ", 200))));

        Assert.Equal(FailureKind.ContextLengthExceeded, failure.Kind);
        Assert.Matches(@"has \d{3,} tokens.*holds 256", failure.Message);
    }

    [Fact]
    public async Task A_prompt_that_cannot_fit_is_refused_before_it_is_cut_into_tokens()
    {
        var failure = await RefusedAsync(Completion(new TextParameters(), echo: false, new string('x', 20_000_000)));

        Assert.Equal(FailureKind.ContextLengthExceeded, failure.Kind);
        Assert.Contains("at least", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_that_cannot_fit_are_refused_for_their_length_before_they_are_rendered()
    {
        var failure = await RefusedAsync(new ChatTask([.. Enumerable.Repeat(new ChatMessage("user", new string('x', 1_000_000)), 20)], new TextParameters()));

        Assert.Equal((FailureKind.ContextLengthExceeded, "messages"), (failure.Kind, failure.Param));
        Assert.Matches(@"at least \d+ tokens.*holds 256", failure.Message);
    }

    [Fact]
    public async Task An_empty_prompt_is_refused_by_the_name_of_its_field()
    {
        // GPT-2's tokenizer puts no token before a text, so an empty one has none.
        _models.Add("gpt2", "gpt2");
        await using var gpt2 = OnnxModels.Discover([_models.Path], new TextModelOptions { Threads = 1 }, NullLogger.Instance).Single(backend => backend.Name == "gpt2");
        var task = new CompletionTask([new CompletionPrompt("text", "", null)], Echo: true, new TextParameters());

        var opened = await gpt2.OpenAsync(Request(task), TestContext.Current.CancellationToken);

        Assert.False(opened.TryGet(out _, out var failure));
        Assert.Equal((FailureKind.InvalidValue, "text"), (failure.Kind, failure.Param));
    }

    [Fact]
    public async Task A_token_that_the_model_does_not_have_is_refused()
    {
        var task = new CompletionTask([new CompletionPrompt("prompt", null, [1, 99_999])], false, new TextParameters());

        var failure = await RefusedAsync(task);

        Assert.Equal(FailureKind.InvalidValue, failure.Kind);
        Assert.Contains("99999", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposing_the_answer_ends_the_sequence()
    {
        var opened = await _backend.OpenAsync(Request(Completion(new TextParameters { MaxTokens = 200, Temperature = 0 }, echo: false, "a")), TestContext.Current.CancellationToken);
        Assert.True(opened.TryGet(out var generation, out _));
        await using (var events = generation.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken))
        {
            Assert.True(await events.MoveNextAsync());
            await generation.DisposeAsync();
        }

        await _backend.DisposeAsync();
        Assert.Equal(1, _backend.Counters!.SequencesStarted);
        Assert.Equal(0, _backend.Counters.SequencesFinished);
    }

    [Fact]
    public async Task A_reader_that_leaves_between_two_events_ends_the_sequence()
    {
        var opened = await _backend.OpenAsync(Request(Completion(new TextParameters { MaxTokens = 200, Temperature = 0 }, echo: false, "a")), TestContext.Current.CancellationToken);
        Assert.True(opened.TryGet(out var generation, out _));
        await using (generation)
        {
            await using var events = generation.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
            Assert.True(await events.MoveNextAsync());
        }

        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (_backend.Counters!.Active > 0)
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, _backend.Counters.SequencesCancelled);
        Assert.Equal(0, _backend.Counters.SequencesFinished);
    }

    private static CompletionTask Completion(TextParameters parameters, bool echo, params string[] prompts) =>
        new([.. prompts.Select(prompt => new CompletionPrompt("prompt", prompt, null))], echo, parameters);

    private static string TextOf(IEnumerable<GenerationEvent> events, int choice) =>
        string.Concat(events.OfType<GenerationEvent.TextDelta>().Where(delta => delta.Choice == choice).Select(delta => delta.Text));

    private static GenerationRequest Request(GenerationTask task) => Requests.Chat("llama", task: task);

    private async Task<List<GenerationEvent>> AnswerAsync(GenerationTask task)
    {
        var opened = await _backend.OpenAsync(Request(task), TestContext.Current.CancellationToken);
        Assert.True(opened.TryGet(out var generation, out var failure), failure?.Message);
        var events = new List<GenerationEvent>();
        await using (generation)
        {
            await foreach (var happened in generation!.ReadAsync(TestContext.Current.CancellationToken))
                events.Add(happened);
        }

        return events;
    }

    private async Task<Failure> RefusedAsync(GenerationTask task)
    {
        Assert.False((await _backend.OpenAsync(Request(task), TestContext.Current.CancellationToken)).TryGet(out _, out var failure));
        return failure;
    }
}

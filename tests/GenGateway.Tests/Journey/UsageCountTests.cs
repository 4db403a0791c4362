using System.Buffers;
using System.Text;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

/// <summary>Usage is the backend's, else counted, else unknown.</summary>
public sealed class UsageCountTests : IAsyncDisposable
{
    private readonly TestEntry _entry = new(new GenerationRequest
    {
        Id = "r",
        Surface = "test",
        Caller = new Caller(null, null),
        Capability = Capability.Chat,
        Source = new Words("one two three"),
    });

    private readonly FakeBackend _backend = new("one", "upstream");

    public ValueTask DisposeAsync() => _entry.DisposeAsync();

    [Fact]
    public void What_the_backend_told_is_not_counted()
    {
        Begin();
        _entry.Tally.Add(new GenerationEvent.TextDelta(0, "four five"));
        _entry.Tally.Add(new GenerationEvent.UsageReported(new Usage(46, 6)));
        Assert.Equal(new Usage(46, 6), _entry.CountUsage());
    }

    [Fact]
    public void What_it_did_not_tell_is_counted_and_said_to_be()
    {
        Begin();
        _entry.Tally.Add(new GenerationEvent.TextDelta(0, "four"));
        _entry.Tally.Add(new GenerationEvent.TextDelta(0, " five"));
        Assert.Equal(new Usage(3, 2) { Source = UsageSource.Estimated }, _entry.CountUsage());
        Assert.Equal(_entry.Tally.Usage, _entry.CountUsage());
    }

    [Fact]
    public void Without_a_tokenizer_it_stays_unknown()
    {
        _entry.Began(new Candidate(_backend, _backend, "upstream", "shown", Deadlines.Default));
        _entry.Tally.Add(new GenerationEvent.TextDelta(0, "four"));
        Assert.Null(_entry.CountUsage());
    }

    [Fact]
    public void An_attempt_that_gave_nothing_used_nothing_that_is_known()
    {
        Begin();
        _entry.Fail(new Failure(FailureKind.BackendError, "no"));
        Assert.Null(_entry.CountUsage());
    }

    [Fact]
    public void Answers_that_are_not_one_text_alone_are_not_counted_by_half()
    {
        GenerationEvent[][] answers =
        [
            [new GenerationEvent.ReasoningDelta(0, "Hm."), new GenerationEvent.TextDelta(0, "four")],
            [new GenerationEvent.TextDelta(0, "four"), new GenerationEvent.ToolCallDelta(0, 0, "c", "f", "{}")],
            [new GenerationEvent.TextDelta(0, "four"), new GenerationEvent.TextDelta(1, "five")],
        ];
        foreach (var answer in answers)
        {
            Begin();
            foreach (var happened in answer)
                _entry.Tally.Add(happened);
            Assert.Null(_entry.CountUsage());
        }
    }

    [Fact]
    public void A_text_that_is_too_long_to_count_here_stays_unknown()
    {
        Begin();
        for (var i = 0; i < 70; i++)
            _entry.Tally.Add(new GenerationEvent.TextDelta(0, new string('a', 1000)));
        Assert.Null(_entry.CountUsage());
    }

    private void Begin() => _entry.Began(new Candidate(_backend, _backend, "upstream", "shown", Deadlines.Default) { Counter = new WordCounter() });

    private sealed class WordCounter : ITextCounter
    {
        public int Count(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    private sealed class Words(string prompt) : ITaskSource
    {
        public Outcome<DecodedTask> Decode() => throw new NotSupportedException("Nobody decodes here.");

        public void WritePrompt(IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(prompt, output);
    }
}

using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Journey;

public sealed class DecisionTests : IAsyncDisposable
{
    private readonly TestEntry _entry = new(Requests.Chat());
    private readonly Candidate _candidate;

    public DecisionTests()
    {
        var backend = new FakeBackend("one", "upstream");
        _candidate = new Candidate(backend, backend, "upstream", "shown", Deadlines.Default);
    }

    public ValueTask DisposeAsync() => _entry.DisposeAsync();

    [Fact]
    public void One_attempt_that_answers_leaves_nothing()
    {
        _entry.Began(_candidate);
        _entry.Complete();
        _entry.Ended(null);
        Assert.Null(_entry.Decided());
        Assert.True(DecisionJson.Of(null).IsEmpty);
    }

    [Fact]
    public void Attempts_that_failed_stand_before_the_one_that_answered()
    {
        _entry.Began(_candidate);
        _entry.Ended(new Failure(FailureKind.BackendError, "no") { UpstreamStatus = 500 });
        _entry.Ended(null);
        _entry.Began(_candidate);
        _entry.Complete();
        Assert.Equal([("backend_error", (int?)500), ("ok", null)], _entry.Decided()!.Select(note => (note.Outcome, note.UpstreamStatus)));
        var json = Texts.Of(DecisionJson.Of(_entry.Decided()));
        Assert.StartsWith("""[{"backend":"one","endpoint":"test","model":"upstream","started_ms":""", json, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"backend_error\",\"upstream_status\":500}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_broken_answer_went_on_stands_with_the_attempt_that_went_on_and_with_no_other()
    {
        var broken = new Failure(FailureKind.BackendError, "no");
        _entry.Began(_candidate);
        _entry.Ended(broken);
        _entry.Began(_candidate, continues: true);
        _entry.Continued(broken, new Seam(7, "one", "two"), 11);
        _entry.Ended(broken);
        _entry.Began(_candidate, continues: true);
        _entry.Complete();
        var notes = _entry.Decided()!;
        Assert.Equal([null, new Seam(7, "one", "two"), null], notes.Select(note => note.Seam));
        Assert.Contains("\"seam\":{\"offset\":7,\"from\":\"one\",\"to\":\"two\"}}", Texts.Of(DecisionJson.Of(notes)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_the_journeys_end_tells_is_told_by_it()
    {
        _entry.Began(_candidate);
        _entry.Ended(null);
        _entry.Fail(new Failure(FailureKind.ClientLeft, "left"));
        Assert.Equal(FailureKind.ClientLeft, _entry.Failure!.Kind);
        Assert.Equal(_entry.Failure.Row.Code, Assert.Single(_entry.Decided()!).Outcome);
    }

    [Fact]
    public void Of_very_many_the_last_one_is_kept()
    {
        for (var i = 0; i < 40; i++)
        {
            _entry.Began(_candidate);
            _entry.Ended(new Failure(FailureKind.BackendError, "no") { UpstreamStatus = 500 + i });
        }

        _entry.Fail(new Failure(FailureKind.BackendError, "no"));
        var notes = _entry.Decided()!;
        Assert.Equal((16, 539), (notes.Count, notes[^1].UpstreamStatus));
    }

    [Fact]
    public void A_settlement_of_a_journal_from_before_is_read_without_one()
    {
        var settlement = Texts.Settlement(new RecordId(1, 2)) with { Decision = "[1]"u8.ToArray() };
        var frame = new byte[JournalCodec.Size(settlement)];
        JournalCodec.Write(settlement, frame);
        Assert.Equal("[1]", Texts.Of(JournalCodec.ReadSettlement(frame, new RecordTexts()).Decision));

        var before = frame[..^(4 + settlement.Decision.Length)];
        JournalFrame.Seal(before, FrameKind.Settlement);
        var read = JournalCodec.ReadSettlement(before, new RecordTexts());
        Assert.True(read.Decision.IsEmpty);
        Assert.Equal("Hi!", Texts.Of(read.Response));
    }
}

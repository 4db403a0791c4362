using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Telemetry;
using GenGateway.Tests.Journey;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Recording;

public sealed class LedgerTests
{
    private static readonly FakeBackend Backend = new("alpha", "m");
    private static readonly Candidate Candidate = new(Backend, Backend.Endpoints[0], "m", "m", Deadlines.Default);

    [Fact]
    public async Task An_answer_whose_end_was_seen_is_recorded_before_the_entry_closes()
    {
        using var world = new LedgerWorld();
        await using (var entry = Ledger(world).Open(Requests.Chat()))
        {
            Answer(entry);
            entry.Complete();
            var settled = world.Journal.Bytes;
            // The client leaves with the last byte: what was acknowledged stays a success.
            entry.Fail(new Failure(FailureKind.ClientLeft, "left"));
            await entry.DisposeAsync();
            Assert.Equal(settled, world.Journal.Bytes);
        }

        await world.ReplayAsync();
        var record = Assert.Single(world.Store.Records);
        Assert.Equal((RecordStatus.Succeeded, null, "r", "test", "alpha", "m", 1), (record.Status, record.ErrorCode, record.RequestId, record.Surface, record.Backend, record.Model, record.Attempts));
        Assert.Equal((4, 2, UsageSource.Reported), (record.PromptTokens, record.CompletionTokens, record.Source));
        Assert.Equal("prompt", Texts.Of(record.Prompt));
        Assert.Equal("Hi there", Texts.Of(record.Response));
    }

    [Theory]
    [InlineData(FailureKind.ClientLeft, RecordStatus.Cancelled, "client_left")]
    [InlineData(FailureKind.Draining, RecordStatus.Interrupted, "draining")]
    [InlineData(FailureKind.Timeout, RecordStatus.Failed, "timeout")]
    [InlineData(FailureKind.Internal, RecordStatus.Failed, "internal_error")]
    public async Task What_ended_otherwise_says_how_and_keeps_the_text_delivered(FailureKind kind, RecordStatus status, string code)
    {
        using var world = new LedgerWorld();
        await using (var entry = Ledger(world).Open(Requests.Chat()))
        {
            Answer(entry);
            entry.Fail(new Failure(kind, "ended"));
        }

        await world.ReplayAsync();
        var record = Assert.Single(world.Store.Records);
        Assert.Equal((status, code, "Hi there"), (record.Status, record.ErrorCode, Texts.Of(record.Response)));
    }

    [Fact]
    public async Task What_was_refused_before_it_was_routed_leaves_no_record()
    {
        using var world = new LedgerWorld();
        await using (var entry = Ledger(world).Open(Requests.Chat()))
            entry.Fail(new Failure(FailureKind.ModelNotFound, "no"));

        await world.ReplayAsync();
        Assert.Empty(world.Store.Records);
    }

    [Theory]
    [InlineData(RecordText.None, "", "")]
    [InlineData(RecordText.Hash, "sha256:", "sha256:")]
    public async Task Text_is_kept_as_told(RecordText text, string prompt, string response)
    {
        using var world = new LedgerWorld();
        await using (var entry = Ledger(world, text).Open(Requests.Chat()))
        {
            Answer(entry);
            entry.Complete();
        }

        await world.ReplayAsync();
        var record = Assert.Single(world.Store.Records);
        Assert.StartsWith(prompt, Texts.Of(record.Prompt), StringComparison.Ordinal);
        Assert.StartsWith(response, Texts.Of(record.Response), StringComparison.Ordinal);
        Assert.Equal(text == RecordText.None ? 0 : 71, record.Response.Length);
    }

    [Fact]
    public async Task Where_records_must_be_a_full_journal_refuses_and_leaves_nothing_open()
    {
        using var world = new LedgerWorld(options => options with { MaxBytes = 10, OnFull = FullJournal.Refuse });
        await using (var entry = Ledger(world).Open(Requests.Chat()))
            Assert.Equal(FailureKind.RecordsFull, entry.Routed(Candidate)?.Kind);

        await world.ReplayAsync();
        Assert.Empty(world.Store.Records);
    }

    private static Ledger Ledger(LedgerWorld world, RecordText text = RecordText.Full) =>
        new(NullLogger<Ledger>.Instance, new GenerationMetrics(), TimeProvider.System, world.Journal, text);

    private static void Answer(Entry entry)
    {
        Assert.Null(entry.Routed(Candidate));
        entry.Began(Candidate);
        entry.Tally.Add(new GenerationEvent.TextDelta(0, "Hi "));
        entry.Tally.Add(new GenerationEvent.TextDelta(0, "there"));
        entry.Tally.Add(new GenerationEvent.UsageReported(new Usage(4, 2)));
    }
}

using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Telemetry;

namespace GenGateway.Tests.Recording;

public sealed class LedgerWriterTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_settled_record_reaches_the_store_with_all_that_both_halves_said()
    {
        using var world = new LedgerWorld();
        world.Start();

        var id = world.Journal.Record("Größe\0\ud800", "日本");
        Assert.True(await world.Writer.FlushAsync(Long, Cancel));

        var record = Assert.Single(world.Store.Records);
        Assert.Equal(id, record.Id);
        Assert.Equal("Größe\0\ufffd", Texts.Of(record.Prompt));
        Assert.Equal("日本", Texts.Of(record.Response));
        Assert.Equal(("r1", "openai.chat", "alice", "tiny-chat", "second"), (record.RequestId, record.Surface, record.Key, record.Model, record.Backend));
        Assert.Equal((RecordStatus.Succeeded, Texts.Noon, 2), (record.Status, record.Created, record.Attempts));
        Assert.Equal((3, 0, UsageSource.Reported), (record.PromptTokens, record.CompletionTokens, record.Source));
        Assert.Equal((0.25, null, 70, 20), (record.CostUsd, record.ErrorCode, record.DurationMs, record.FirstTokenMs));
        await world.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_stop_moves_everything_and_leaves_no_segment()
    {
        using var world = new LedgerWorld(options => options with { SegmentBytes = 1000 });
        for (var i = 0; i < 100; i++)
            world.Journal.Record();
        Assert.True(world.Segments.Length > 10);

        await world.ReplayAsync();

        Assert.Equal(100, world.Store.Records.Count);
        Assert.Equal(0, world.Store.Repeated);
        Assert.True(world.Store.Batches >= 10);
        Assert.Empty(world.Segments);
        Assert.Equal(0, world.Journal.Bytes);
    }

    [Fact]
    public async Task What_a_killed_process_settled_is_stored_once_and_what_it_left_open_is_interrupted()
    {
        using var world = new LedgerWorld(options => options with { SegmentBytes = 1000 });
        var open = world.Journal.NextId();
        world.Journal.Reserve(Texts.Reservation(open, "left open"), out _);
        for (var i = 0; i < 25; i++)
            world.Journal.Record();
        world.Restart();
        var other = world.Journal.Record("after the restart");

        await world.ReplayAsync();

        Assert.Equal(27, world.Store.Records.Count);
        var interrupted = Assert.Single(world.Store.Records, record => record.Status == RecordStatus.Interrupted);
        Assert.Equal((open, "interrupted", "left open"), (interrupted.Id, interrupted.ErrorCode, Texts.Of(interrupted.Prompt)));
        Assert.NotEqual(open.Incarnation, other.Incarnation);
        Assert.Empty(world.Segments);
    }

    [Fact]
    public async Task What_was_stored_before_a_kill_keeps_its_outcome_when_its_segment_is_read_again()
    {
        using var world = new LedgerWorld();
        var first = world.Journal.Record();
        // The store has it, and the process ended before the segment went.
        world.Store.Write([TransactionRecord.Of(Texts.Reservation(first), Texts.Settlement(first))], mayRepeat: false);
        world.Restart();

        await world.ReplayAsync();

        Assert.Equal(RecordStatus.Succeeded, Assert.Single(world.Store.Records).Status);
        Assert.Equal(1, world.Store.Repeated);
    }

    [Fact]
    public async Task A_segment_with_an_open_record_stays_until_that_one_is_settled()
    {
        using var world = new LedgerWorld(options => options with { SegmentBytes = 1000 });
        var open = world.Journal.NextId();
        world.Journal.Reserve(Texts.Reservation(open), out _);
        Assert.True(world.Journal.WriteHeld());
        var held = Assert.Single(world.Segments);
        world.Start();
        for (var i = 0; i < 100; i++)
            world.Journal.Record();
        Assert.True(await world.Writer.FlushAsync(Long, Cancel));
        Assert.Contains(held, world.Segments);
        Assert.True(world.Segments.Length <= 2);

        world.Journal.Settle(Texts.Settlement(open));
        await world.StopAsync(Cancel);

        Assert.Empty(world.Segments);
        Assert.Equal(101, world.Store.Records.Count);
    }

    [Fact]
    public async Task While_the_store_is_gone_the_journal_keeps_everything_and_each_change_is_told_once()
    {
        using var world = new LedgerWorld();
        world.Store.IsGone = true;
        world.Start();
        for (var i = 0; i < 50; i++)
            world.Journal.Record();
        await world.Store.Failed;
        Assert.False(world.Writer.StoreUp && world.Store.Records.Count > 0);

        world.Store.IsGone = false;
        Assert.True(await world.Writer.FlushAsync(Long, Cancel));

        Assert.Equal(50, world.Store.Records.Count);
        Assert.True(world.Writer.StoreUp);
        Assert.Single(world.Log.Lines, line => line.Contains("does not take records", StringComparison.Ordinal));
        Assert.Single(world.Log.Lines, line => line.Contains("takes records again", StringComparison.Ordinal));
        await world.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_stop_that_may_not_wait_leaves_the_rest_in_the_journal_for_the_next_start()
    {
        using var world = new LedgerWorld();
        world.Store.IsGone = true;
        world.Start();
        world.Journal.Record();
        await world.StopAsync(new CancellationToken(canceled: true));
        Assert.Empty(world.Store.Records);

        world.Store.IsGone = false;
        world.Restart();
        await world.ReplayAsync();

        Assert.Equal(RecordStatus.Succeeded, Assert.Single(world.Store.Records).Status);
    }

    [Fact]
    public async Task A_record_that_the_store_refuses_for_good_is_dropped_alone_and_counted()
    {
        using var world = new LedgerWorld();
        world.Store.Refused = "bad";
        world.Journal.Record("good");
        world.Journal.Record("bad");
        world.Journal.Record("good too");

        await world.ReplayAsync();

        Assert.Equal(["good", "good too"], world.Store.Records.Select(record => Texts.Of(record.Prompt)).Order());
        Assert.Equal(2, world.Writer.Written);
        var page = Page(world.Writer);
        Assert.Contains("gengateway_records_written_total 2\n", page, StringComparison.Ordinal);
        Assert.Contains("gengateway_records_dropped_total 1\n", page, StringComparison.Ordinal);
        Assert.Contains("gengateway_journal_bytes 0\n", page, StringComparison.Ordinal);
        Assert.Contains("gengateway_store_up 1\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flush_whose_deadline_passes_says_so()
    {
        using var world = new LedgerWorld();
        world.Store.IsGone = true;
        world.Start();
        world.Journal.Record();

        Assert.False(await world.Writer.FlushAsync(TimeSpan.FromMilliseconds(1), Cancel));

        await world.StopAsync(new CancellationToken(canceled: true));
        Assert.False(await world.Writer.FlushAsync(Long, Cancel));
    }

    [Fact]
    public async Task Commands_run_on_one_thread_that_is_not_a_pool_thread_and_fail_alone()
    {
        using var world = new LedgerWorld();
        world.Start();

        var first = await world.Writer.RunAsync(() => (Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread), Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Writer.RunAsync<int>(() => throw new InvalidOperationException(), Cancel));
        var second = await world.Writer.RunAsync(() => (Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread), Cancel);

        Assert.Equal(first, second);
        Assert.False(first.IsThreadPoolThread);
        await world.StopAsync(Cancel);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => world.Writer.RunAsync(() => 1, Cancel));
    }

    private static string Page(LedgerWriter source)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        source.Write(new PrometheusWriter(output, openMetrics: false));
        return Texts.Of(output.WrittenMemory);
    }
}

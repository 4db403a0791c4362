using System.Buffers;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Recording;

namespace GenGateway.Tests.Recording;

public sealed class JournalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_torn_last_record_is_cut_off_and_told()
    {
        using var world = new LedgerWorld();
        world.Journal.Record("whole");
        world.Journal.Record("torn");
        var file = Assert.Single(world.Segments);
        world.Journal.Dispose();
        using (var segment = File.OpenWrite(file))
            segment.SetLength(segment.Length - 1);
        world.Restart();

        await world.ReplayAsync();

        Assert.Equal(RecordStatus.Succeeded, Of(world, "whole").Status);
        Assert.Equal(RecordStatus.Interrupted, Of(world, "torn").Status);
        Assert.Single(world.Log.Lines, line => line.Contains(file, StringComparison.Ordinal) && line.Contains("cut off", StringComparison.Ordinal));
        Assert.Empty(world.Segments);
    }

    [Fact]
    public void What_a_record_said_does_not_stay_in_the_memory_that_others_borrow()
    {
        using var world = new LedgerWorld();
        // What a thread gave back is what it gets the next time: first something that nobody left anything in.
        ArrayPool<byte>.Shared.Return(ArrayPool<byte>.Shared.Rent(4096), clearArray: true);
        var text = new string('s', 3000);
        world.Journal.Record(text, text);

        var borrowed = ArrayPool<byte>.Shared.Rent(4096);

        Assert.DoesNotContain((byte)'s', borrowed);
        ArrayPool<byte>.Shared.Return(borrowed);
    }

    [Fact]
    public async Task A_journal_cut_anywhere_gives_every_record_before_the_cut()
    {
        using var world = new LedgerWorld();
        var ends = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            world.Journal.Record($"prompt {i}");
            ends.Add(new FileInfo(Assert.Single(world.Segments)).Length);
        }

        var whole = await File.ReadAllBytesAsync(world.Segments[0], Cancel);
        for (var cut = 0; cut < whole.Length; cut++)
        {
            using var other = new LedgerWorld();
            await File.WriteAllBytesAsync(Path.Combine(other.Folder, "000000000001.journal"), whole[..cut], Cancel);
            other.Restart();
            await other.ReplayAsync();
            Assert.Equal(ends.Count(end => end <= cut), other.Store.Records.Count(record => record.Status == RecordStatus.Succeeded));
        }
    }

    [Fact]
    public async Task Damage_in_the_middle_skips_to_the_next_segment_is_told_and_the_file_is_put_aside()
    {
        using var world = new LedgerWorld(options => options with { SegmentBytes = 600 });
        for (var i = 0; i < 12; i++)
            world.Journal.Record($"prompt {i}");
        var file = world.Segments[1];
        var stored = world.Segments.Length;
        world.Journal.Dispose();
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[60] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancel);
        world.Restart();

        await world.ReplayAsync();

        Assert.True(stored >= 4);
        Assert.Contains(world.Store.Records, record => Texts.Of(record.Prompt) == "prompt 0");
        Assert.Contains(world.Store.Records, record => Texts.Of(record.Prompt) == "prompt 11");
        Assert.True(world.Store.Records.Count < 12);
        Assert.Single(world.Log.Lines, line => line.Contains(file, StringComparison.Ordinal) && line.Contains("damaged", StringComparison.Ordinal));
        Assert.Empty(world.Segments);
        Assert.True(File.Exists(file + ".damaged"));
    }

    [Fact]
    public async Task Without_room_records_are_dropped_and_counted_and_requests_go_on()
    {
        using var world = new LedgerWorld(options => options with { MaxBytes = 1000 });
        var kept = world.Journal.NextId();
        Assert.True(world.Journal.Reserve(Texts.Reservation(kept), out _));
        Assert.False(world.Journal.Reserve(Texts.Reservation(world.Journal.NextId(), new string('x', 1000)), out _));

        Assert.Null(world.Journal.Refusal);
        Assert.Equal(1, world.Journal.Dropped);
        // A reservation that was taken has its room, however long the answer.
        Assert.True(world.Journal.Settle(Texts.Settlement(kept, new string('y', 2000))));
        await world.ReplayAsync();
        Assert.Equal(2000, Assert.Single(world.Store.Records).Response.Length);
        Assert.Single(world.Log.Lines, line => line.Contains("no room", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_room_and_told_to_refuse_requests_are_refused_until_there_is_room()
    {
        using var world = new LedgerWorld(options => options with { MaxBytes = 190, OnFull = FullJournal.Refuse });
        Assert.Null(world.Journal.Refusal);
        world.Journal.Record();

        var refusal = Assert.IsType<Failure>(world.Journal.Refusal);
        Assert.Equal((503, "records_full"), (refusal.Row.Status, refusal.Row.Code));
        Assert.Contains("records.journal_max_mb", refusal.Message, StringComparison.Ordinal);
        Assert.False(world.Journal.Reserve(Texts.Reservation(world.Journal.NextId()), out var refused));
        Assert.Equal(refusal, refused);
        Assert.Equal(0, world.Journal.Dropped);

        await world.ReplayAsync();
        Assert.Null(world.Journal.Refusal);
    }

    [Fact]
    public async Task A_settlement_that_cannot_be_written_is_kept_in_memory_and_reaches_the_store()
    {
        using var world = new LedgerWorld(options => options with { SegmentBytes = 1, OnFull = FullJournal.Refuse });
        var id = world.Journal.NextId();
        Assert.True(world.Journal.Reserve(Texts.Reservation(id), out _));
        // The next segment has no folder to lie in: for a writer the same as a full disk.
        Directory.Move(world.Folder, world.Folder + "-away");

        Assert.False(world.Journal.Settle(Texts.Settlement(id)));
        Assert.True(world.Journal.Failing);
        Assert.NotNull(world.Journal.Refusal);
        Directory.Move(world.Folder + "-away", world.Folder);
        await world.ReplayAsync();

        Assert.Equal("Hi!", Texts.Of(Assert.Single(world.Store.Records).Response));
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_at_all_reaches_the_store_with_its_prompt()
    {
        using var world = new LedgerWorld(options => options with { SegmentBytes = 1 });
        world.Journal.Record();
        Directory.Move(world.Folder, world.Folder + "-away");
        var id = world.Journal.NextId();
        Assert.True(world.Journal.Reserve(Texts.Reservation(id, "never on the disk"), out _));

        Assert.False(world.Journal.Settle(Texts.Settlement(id)));
        await world.ReplayAsync();
        Directory.Move(world.Folder + "-away", world.Folder);

        Assert.Contains(world.Store.Records, record => record.Id == id && Texts.Of(record.Prompt) == "never on the disk");
        Assert.Equal(0, world.Journal.Dropped);
    }

    [Fact]
    public async Task A_reservation_that_nothing_follows_is_written_all_the_same()
    {
        using var world = new LedgerWorld();
        world.Journal.Reserve(Texts.Reservation(world.Journal.NextId(), "left open"), out _);
        await world.ReplayAsync();
        world.Restart();

        await world.ReplayAsync();

        Assert.Equal(RecordStatus.Interrupted, Assert.Single(world.Store.Records).Status);
    }

    [Fact]
    public void One_folder_is_one_journals()
    {
        using var world = new LedgerWorld();

        var thrown = Assert.Throws<JournalException>(() => Journal.Open(new JournalOptions(world.Folder), TimeProvider.System));

        Assert.Contains("database.connection_string", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(world.Folder, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named_with_the_way_out()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("file"), "");

        var thrown = Assert.Throws<JournalException>(() => Journal.Open(new JournalOptions(folder.At("file/journal")), TimeProvider.System));

        Assert.Contains("database.connection_string", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_leaves_no_garbage_on_the_road()
    {
        using var world = new LedgerWorld();
        var reservation = Texts.Reservation(world.Journal.NextId());
        var settlement = Texts.Settlement(reservation.Id);
        void Once()
        {
            world.Journal.Reserve(reservation, out _);
            world.Journal.Settle(settlement);
        }

        // The first round compiles and fills the pool.
        for (var i = 0; i < 100; i++)
            Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Once();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1000);
    }

    [Fact]
    public async Task With_fsync_everything_is_as_without()
    {
        using var world = new LedgerWorld(options => options with { Fsync = true, SegmentBytes = 500 });
        Parallel.For(0, 40, _ => world.Journal.Record());

        await world.ReplayAsync();

        Assert.Equal(40, world.Store.Records.Count);
    }

    [Fact]
    public async Task Many_threads_write_and_nothing_is_lost_or_doubled()
    {
        using var world = new LedgerWorld(options => options with { SegmentBytes = 10_000 });
        world.Start();
        Parallel.For(0, 2000, i => world.Journal.Record($"prompt {i}", $"response {i}"));
        await world.StopAsync(Cancel);

        Assert.Equal(2000, world.Store.Records.Count);
        Assert.Equal(0, world.Store.Repeated);
        Assert.All(world.Store.Records, record => Assert.Equal(Texts.Of(record.Prompt)[7..], Texts.Of(record.Response)[9..]));
    }

    private static TransactionRecord Of(LedgerWorld world, string prompt) =>
        Assert.Single(world.Store.Records, record => Texts.Of(record.Prompt) == prompt);
}

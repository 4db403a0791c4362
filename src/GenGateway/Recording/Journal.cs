using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using GenGateway.Configuration;
using GenGateway.Errors;

namespace GenGateway.Recording;

/// <summary>
/// Append-only segments of what happened: a settlement, and the reservation before it, is in the page cache, and so survives the end of this process, when its
/// call returns.
/// </summary>
/// <remarks>
/// Thread safe. Writing is synchronous on purpose: one short write into the page cache costs less than handing it over, and a
/// settlement must be there before the client gets its last byte. Reservations are held back a moment and written together with the next settlement,
/// whosever it is, or by <see cref="WriteHeld"/>: an answer costs one write. The <see cref="LedgerWriter"/> moves records on and deletes segments.
/// </remarks>
public sealed class Journal : IDisposable
{
    private const long MostSpilled = 64L << 20;
    private const int MostHeld = 64 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Lock _flushGate = new();
    private readonly JournalOptions _options;
    private readonly JournalFolder _folder;
    private readonly TimeProvider _clock;
    private readonly List<JournalSegment> _segments;
    private readonly ConcurrentQueue<byte[]> _spilled = new();
    private readonly HeldFrames _held = new(MostHeld);
    private JournalSegment? _current;
    private JournalPosition _flushed;
    private long _nextSegment;
    private long _bytes;
    private long _spilledBytes;
    private long _dropped;
    private ulong _lastNumber;
    private long _failedAt;
    private bool _failing;
    private bool _closed;

    private Journal(JournalOptions options, JournalFolder folder, TimeProvider clock, List<JournalSegment> segments)
    {
        (_options, _folder, _clock, _segments) = (options, folder, clock, segments);
        _nextSegment = segments.Count == 0 ? 1 : segments[^1].Number + 1;
        _bytes = segments.Sum(static segment => segment.Length);
        var chance = (ulong)RandomNumberGenerator.GetInt32(1 << 16);
        Incarnation = ((ulong)clock.GetUtcNow().ToUnixTimeMilliseconds() << 16) | chance;
    }

    /// <summary>This opening's part of every <see cref="RecordId"/>.</summary>
    public ulong Incarnation { get; }

    /// <summary>Bytes of all segments on disk.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Records that were lost, or lost their answer's text, for want of room.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Whether the last write failed (a full disk).</summary>
    public bool Failing => Volatile.Read(ref _failing);

    /// <summary>Why no request may begin now, or null. Only where <c>records.on_full</c> is <c>refuse</c>.</summary>
    public Failure? Refusal
    {
        get
        {
            if (_options.OnFull != FullJournal.Refuse)
                return null;
            if (Bytes >= _options.MaxBytes)
                return Full();
            // After a while one request may try: nobody else would find out that there is room again.
            return Failing && _clock.GetElapsedTime(Volatile.Read(ref _failedAt)) < Patience ? Unwritable() : null;
        }
    }

    /// <summary>Called after every record, from the thread that brought it; must not wait.</summary>
    internal Action? Appended { get; set; }

    /// <summary>The end of what may be read, after what was held back is written.</summary>
    internal JournalPosition End
    {
        get
        {
            lock (_gate)
            {
                TryWriteHeld();
                return _segments.Count == 0 ? default : new(_segments[^1].Number, _segments[^1].Length);
            }
        }
    }

    /// <summary>Opens the journal with what an earlier process left in it.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="clock">For ids.</param>
    /// <param name="empty">Whether to forget what is there (<c>database.migration_mode: drop_recreate</c>).</param>
    /// <exception cref="JournalException">The folder cannot be used; the message says what to do.</exception>
    public static Journal Open(JournalOptions options, TimeProvider clock, bool empty = false)
    {
        var folder = JournalFolder.Take(options.Directory);
        try
        {
            if (empty)
                folder.Empty();
            return new Journal(options, folder, clock, folder.Segments());
        }
        catch (Exception)
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>An id that no record had before, in this or an earlier process.</summary>
    public RecordId NextId() => new(Incarnation, Interlocked.Increment(ref _lastNumber));

    /// <summary>Takes in that a record begins. It is on its way to the disk; where nothing may be generated without a record, it is there when this returns.</summary>
    /// <param name="reservation">What is known of it.</param>
    /// <param name="refusal">Why the request may not go on without a record; null where it may.</param>
    /// <returns>False: there is no room, and by <c>records.on_full</c> either <paramref name="refusal"/> says so or the record is counted as dropped.</returns>
    public bool Reserve(in Reservation reservation, out Failure? refusal)
    {
        refusal = null;
        if (Hold(reservation))
        {
            Announce();
            return true;
        }

        if (_options.OnFull == FullJournal.Refuse)
            refusal = Failing ? Unwritable() : Full();
        else
            Interlocked.Increment(ref _dropped);
        return false;
    }

    // Cleared as far as it was written: prompts must not turn up in somebody else's buffer.
    internal static void Return(byte[] buffer, int written)
    {
        buffer.AsSpan(0, written).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Writes the reservations that are held back.</summary>
    /// <returns>False: the disk does not take them; they stay where they are.</returns>
    internal bool WriteHeld()
    {
        lock (_gate)
            return TryWriteHeld();
    }

    /// <summary>Takes a reservation back that could not be written: its settlement could not either, and looks for it here.</summary>
    internal Reservation? TakeHeld(RecordId id)
    {
        lock (_gate)
            return _held.Take(id);
    }

    /// <summary>Writes how a reserved record ended. Call it once, after its reservation, before the answer's last byte is sent.</summary>
    /// <returns>False: it could not be written; it is kept in memory and lost only if this process is killed.</returns>
    public bool Settle(in Settlement settlement)
    {
        var size = JournalCodec.Size(settlement);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var frame = buffer.AsSpan(0, size);
            JournalCodec.Write(settlement, frame);
            if (Append(frame))
            {
                if (_options.Fsync)
                    FlushToDisk();
                return true;
            }

            if (Interlocked.Add(ref _spilledBytes, size) <= MostSpilled)
            {
                Spill(frame.ToArray());
                return false;
            }
        }
        finally
        {
            Return(buffer, size);
        }

        Interlocked.Increment(ref _dropped);
        var bare = settlement with { Response = default };
        var bareFrame = new byte[JournalCodec.Size(bare)];
        JournalCodec.Write(bare, bareFrame);
        Interlocked.Add(ref _spilledBytes, bareFrame.Length - size);
        Spill(bareFrame);
        return false;
    }

    /// <summary>Whether a settlement waits that found no room on the disk.</summary>
    private bool HasSpilled => !_spilled.IsEmpty;

    /// <summary>Whether there is anything behind a place, written or not.</summary>
    internal bool HasNews(JournalPosition position)
    {
        lock (_gate)
            return _held.Length > 0 || HasSpilled || (_segments.Count > 0 && new JournalPosition(_segments[^1].Number, _segments[^1].Length).CompareTo(position) > 0);
    }

    /// <summary>Takes a settlement that found no room on the disk.</summary>
    internal bool TryTakeSpilled(out byte[]? frame)
    {
        if (!_spilled.TryDequeue(out frame))
            return false;
        Interlocked.Add(ref _spilledBytes, -frame.Length);
        return true;
    }

    /// <summary>The first segment after a number, or null.</summary>
    internal JournalSegment? After(long number)
    {
        lock (_gate)
            return _segments.Find(segment => segment.Number > number);
    }

    /// <summary>The segments but for the one that is written.</summary>
    internal JournalSegment[] Closed()
    {
        lock (_gate)
            return [.. _segments.Where(segment => segment != _current)];
    }

    /// <summary>Takes a segment away, whose records are all in the store.</summary>
    internal void Delete(JournalSegment segment) => Remove(segment, static path => File.Delete(path));

    /// <summary>Puts a damaged segment aside, for whoever wants to look into it.</summary>
    internal void SetAside(JournalSegment segment) => Remove(segment, static path => File.Move(path, path + ".damaged", overwrite: true));

    /// <summary>Takes nothing more; the current segment becomes like the others.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            TryWriteHeld();
            _closed = true;
            _current = null;
        }
    }

    /// <summary>Gives the folder back. What is not in the store stays for the next start.</summary>
    public void Dispose()
    {
        Close();
        lock (_gate)
        {
            foreach (var segment in _segments)
                segment.Handle.Dispose();
            _segments.Clear();
        }

        if (_options.IsTemporary)
            _folder.Delete();
        else
            _folder.Dispose();
    }

    private static Failure Unwritable() => Refuse("cannot be written (the disk may be full)");

    private static Failure Refuse(string why) => new(
        FailureKind.RecordsFull,
        $"The records' journal {why}, and records.on_full is refuse. Try again, or have the operator look at gengateway_store_up and the log.")
    {
        RetryAfter = Patience,
    };

    private Failure Full() => Refuse($"is full (records.journal_max_mb: {_options.MaxBytes >> 20}) because the database does not take records");

    private void Remove(JournalSegment segment, Action<string> away)
    {
        lock (_gate)
        {
            if (!_segments.Remove(segment))
                return;
        }

        Interlocked.Add(ref _bytes, -segment.Length);
        segment.Handle.Dispose();
        try
        {
            away(segment.Path);
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            // It stays; the next start reads it again, and the store knows its records by their ids.
        }
    }

    private bool Hold(in Reservation reservation)
    {
        var size = JournalCodec.Size(reservation);
        if (size > JournalFrame.MostBytes)
            return false;
        if (size > MostHeld)
            return AppendLarge(reservation, size);
        lock (_gate)
        {
            if (_closed || _bytes + _held.Length + size > _options.MaxBytes || (!_held.HasRoom(size) && !TryWriteHeld()))
                return false;
            JournalCodec.Write(reservation, _held.Add(size));
            if (_options.OnFull != FullJournal.Refuse || TryWriteHeld())
                return true;
            _held.DropLast(size);
            return false;
        }
    }

    private bool AppendLarge(in Reservation reservation, int size)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var frame = buffer.AsSpan(0, size);
            JournalCodec.Write(reservation, frame);
            lock (_gate)
                return !_closed && _bytes + _held.Length + size <= _options.MaxBytes && TryWriteHeld() && TryWrite(frame);
        }
        finally
        {
            Return(buffer, size);
        }
    }

    private bool Append(ReadOnlySpan<byte> frame)
    {
        if (frame.Length > JournalFrame.MostBytes)
            return false;
        lock (_gate)
        {
            // A settlement may pass the limit: its reservation was given leave, and those are as many as journeys travel.
            if (_closed)
                return false;
            // Behind the reservations that wait, so that one write carries them all.
            if (_held.HasRoom(frame.Length))
            {
                frame.CopyTo(_held.Add(frame.Length));
                if (!TryWriteHeld())
                {
                    _held.DropLast(frame.Length);
                    return false;
                }
            }
            else if (!TryWriteHeld() || !TryWrite(frame))
            {
                return false;
            }
        }

        Announce();
        return true;
    }

    private bool TryWriteHeld()
    {
        if (_held.Length == 0)
            return true;
        if (!TryWrite(_held.Written))
            return false;
        _held.Clear();
        return true;
    }

    /// <summary>Writes whole frames, within the gate.</summary>
    private bool TryWrite(ReadOnlySpan<byte> frames)
    {
        try
        {
            var segment = Room(frames.Length);
            // At a fixed place: whatever a failed write left behind is overwritten by the next one.
            RandomAccess.Write(segment.Handle, frames, segment.Length);
            segment.Length += frames.Length;
            Interlocked.Add(ref _bytes, frames.Length);
            Volatile.Write(ref _failing, false);
            return true;
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref _failedAt, _clock.GetTimestamp());
            Volatile.Write(ref _failing, true);
            return false;
        }
    }

    private void Spill(byte[] frame)
    {
        _spilled.Enqueue(frame);
        Announce();
    }

    private void Announce()
    {
        // The writer says that it sleeps, then looks for news; here the news is there, then the sleeper looked for.
        Interlocked.MemoryBarrier();
        Appended?.Invoke();
    }

    private JournalSegment Room(int length)
    {
        if (_current is { } current && (current.Length == JournalFolder.FirstFrame || current.Length + length <= _options.SegmentBytes))
            return current;
        if (_options.Fsync && _current is { } full)
            RandomAccess.FlushToDisk(full.Handle);
        var next = _folder.Create(_nextSegment);
        _nextSegment++;
        _segments.Add(next);
        Interlocked.Add(ref _bytes, next.Length);
        return _current = next;
    }

    /// <summary>Everything written so far is on the disk afterwards; who waits for the same flush is carried along.</summary>
    private void FlushToDisk()
    {
        var mine = End;
        lock (_flushGate)
        {
            if (_flushed.CompareTo(mine) >= 0)
                return;
            JournalSegment? segment;
            JournalPosition end;
            lock (_gate)
                (segment, end) = (_current, _current is null ? default : new(_current.Number, _current.Length));
            if (segment is null)
                return;
            try
            {
                RandomAccess.FlushToDisk(segment.Handle);
                _flushed = end;
            }
            catch (Exception thrown) when (thrown is IOException or ObjectDisposedException)
            {
                Volatile.Write(ref _failedAt, _clock.GetTimestamp());
                Volatile.Write(ref _failing, true);
            }
        }
    }
}

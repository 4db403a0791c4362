using System.Diagnostics.CodeAnalysis;

namespace GenGateway.Recording;

/// <summary>Makes batches of settled records out of the journal, and lets go of segments whose records are stored. One thread.</summary>
internal sealed class RecordBatches(Journal journal, LedgerWriterOptions options, Action<JournalSegment, long, bool> noticed)
{
    private readonly Dictionary<RecordId, JournalLocation> _unsettled = [];
    private readonly HashSet<JournalSegment> _damaged = [];
    private readonly Queue<byte[]> _spilled = new();
    private readonly List<JournalSegment> _settledIn = [];
    private Queue<RecordId>? _orphans;
    private JournalReader? _reader;
    private long _bytes;

    /// <summary>The batch that waits to be stored; empty when there is nothing to do.</summary>
    public List<TransactionRecord> Pending { get; } = [];

    /// <summary>Whether <see cref="Pending"/> has records of an earlier process, which may have stored them.</summary>
    public bool HasOlder { get; private set; }

    /// <summary>Everything before this is in the store, once <see cref="Pending"/> was, and so are the predecessors' open records.</summary>
    public JournalPosition Position => _orphans is { Count: 0 } ? Reader.Position : default;

    private JournalReader Reader => _reader ??= new(journal, (segment, offset, damaged) =>
    {
        if (damaged)
            _damaged.Add(segment);
        noticed(segment, offset, damaged);
    });

    private bool IsFull => Pending.Count >= options.BatchRecords || _bytes >= options.BatchBytes;

    /// <summary>Fills <see cref="Pending"/>.</summary>
    /// <returns>True when the batch is full: there may be more.</returns>
    public bool Collect()
    {
        // Taken before the journal is read to its end: their reservations are found by then.
        while (journal.TryTakeSpilled(out var frame))
            _spilled.Enqueue(frame!);

        while (!IsFull)
        {
            if (_orphans?.TryDequeue(out var orphan) == true)
                Interrupt(orphan);
            else if (Reader.TryRead())
                Take(Reader.Frame.Span, Reader.Location);
            else if (_orphans is null)
                FindOrphans();
            else if (_spilled.TryDequeue(out var frame))
                Settle(Reader.Settlement(frame));
            else
                return false;
        }

        return true;
    }

    /// <summary><see cref="Pending"/> is in the store.</summary>
    public void Stored()
    {
        foreach (var segment in _settledIn)
            segment.Unsettled--;
        _settledIn.Clear();
        Pending.Clear();
        Reader.ForgetTexts();
        HasOlder = false;
        _bytes = 0;
        Release(journal.Closed());
    }

    /// <summary>Lets go of segments that are read to their end and stored.</summary>
    private void Release(IEnumerable<JournalSegment> segments)
    {
        foreach (var segment in segments)
        {
            if (segment.Unsettled > 0 || Reader.Position.CompareTo(new(segment.Number, segment.Length)) < 0)
                continue;
            if (_damaged.Remove(segment))
                journal.SetAside(segment);
            else
                journal.Delete(segment);
        }
    }

    private void Take(ReadOnlySpan<byte> frame, JournalLocation location)
    {
        if (location.Segment.IsOwn && _orphans is null)
            FindOrphans();
        switch (JournalCodec.Kind(frame))
        {
            case FrameKind.Reservation:
                if (_unsettled.TryAdd(JournalCodec.Id(frame), location))
                    location.Segment.Unsettled++;
                break;
            case FrameKind.Settlement:
                Settle(Reader.Settlement(frame));
                break;
        }
    }

    private void Settle(in Settlement settlement) => Add(TransactionRecord.Of(TakeReservation(settlement.Id), settlement));

    /// <summary>Once all that predecessors wrote is read: what they left open was interrupted, and nobody else will say so.</summary>
    private void FindOrphans() => _orphans = new(_unsettled.Keys.Where(id => id.Incarnation != journal.Incarnation));

    private void Interrupt(RecordId orphan)
    {
        if (TakeReservation(orphan) is { } reservation)
            Add(Interrupted(reservation));
    }

    private static TransactionRecord Interrupted(Reservation reservation) => TransactionRecord.Of(reservation, new Settlement
    {
        Id = reservation.Id,
        Status = RecordStatus.Interrupted,
        Created = reservation.Created,
        ErrorCode = "interrupted",
    });

    /// <summary>The reservation of a record that is settled now; its segment is let go once the record is stored.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever the disk does to one record, the others go on.")]
    private Reservation? TakeReservation(RecordId id)
    {
        // One that the disk does not take lies where its settlement lay.
        if (!_unsettled.Remove(id, out var location))
            return journal.TakeHeld(id);
        _settledIn.Add(location.Segment);
        try
        {
            return Reader.Reread(location);
        }
        catch (Exception)
        {
            _damaged.Add(location.Segment);
            noticed(location.Segment, location.Offset, true);
            return null;
        }
    }

    private void Add(TransactionRecord record)
    {
        Pending.Add(record);
        HasOlder |= record.Id.Incarnation != journal.Incarnation;
        _bytes += record.Prompt.Length + record.Response.Length;
    }
}

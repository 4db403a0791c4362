using System.Diagnostics.CodeAnalysis;

namespace GenGateway.Recording;

/// <summary>Makes batches of settled records out of the journal, and lets go of segments whose records are stored. One thread.</summary>
internal sealed class RecordBatches(Journal journal, LedgerWriterOptions options, Action<JournalSegment, long, bool> noticed)
{
    private readonly Dictionary<RecordId, JournalLocation> _unsettled = [];
    private readonly HashSet<JournalSegment> _damaged = [];
    private readonly Queue<byte[]> _spilled = new();
    private readonly List<RecordId> _settled = [];
    private Queue<RecordId>? _orphans;
    private JournalReader? _reader;
    private long _bytes;

    /// <summary>The batch that waits to be stored; empty when there is nothing to do.</summary>
    public List<TransactionRecord> Pending { get; } = [];

    /// <summary>Reservations that nobody has settled.</summary>
    public int Unsettled => _unsettled.Count;

    /// <summary>Everything before this is in the store, once <see cref="Pending"/> was.</summary>
    public JournalPosition Position => Reader.Position;

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
                Settle(JournalCodec.ReadSettlement(frame));
            else
                return false;
        }

        return true;
    }

    /// <summary><see cref="Pending"/> is in the store.</summary>
    public void Stored()
    {
        foreach (var id in _settled)
        {
            if (_unsettled.Remove(id, out var location))
                location.Segment.Unsettled--;
        }

        _settled.Clear();
        Pending.Clear();
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
                Settle(JournalCodec.ReadSettlement(frame));
                break;
        }
    }

    private void Settle(in Settlement settlement)
    {
        var reservation = _unsettled.TryGetValue(settlement.Id, out var location) ? Reread(location) : null;
        Add(TransactionRecord.Of(reservation, settlement));
    }

    /// <summary>Once all that predecessors wrote is read: what they left open was interrupted, and nobody else will say so.</summary>
    private void FindOrphans() => _orphans = new(_unsettled.Keys.Where(id => id.Incarnation != journal.Incarnation));

    private void Interrupt(RecordId orphan)
    {
        if (_unsettled.TryGetValue(orphan, out var location) && Reread(location) is { } reservation)
            Add(Interrupted(reservation));
        else
            _settled.Add(orphan);
    }

    private static TransactionRecord Interrupted(Reservation reservation) => TransactionRecord.Of(reservation, new Settlement
    {
        Id = reservation.Id,
        Status = RecordStatus.Interrupted,
        Created = reservation.Created,
        ErrorCode = "interrupted",
    });

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever the disk does to one record, the others go on.")]
    private Reservation? Reread(JournalLocation location)
    {
        try
        {
            return JournalReader.Reread(location);
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
        _settled.Add(record.Id);
        _bytes += record.Prompt.Length + record.Response.Length;
    }
}

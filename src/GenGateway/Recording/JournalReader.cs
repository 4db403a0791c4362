using System.Buffers;

namespace GenGateway.Recording;

/// <summary>Reads the journal's frames in order, from the oldest segment to its growing end. One thread.</summary>
/// <remarks>
/// The end of a predecessor's segment may be torn: that is cut off. Damage elsewhere ends the segment's reading; it is skipped to the
/// next one and put aside. Either way <paramref name="noticed"/> is told which file and where.
/// </remarks>
/// <param name="journal">Whose frames.</param>
/// <param name="noticed">Told of a torn (false) or damaged (true) segment and the offset.</param>
internal sealed class JournalReader(Journal journal, Action<JournalSegment, long, bool> noticed)
{
    private const int WindowSize = 256 << 10;

    private readonly RecordTexts _texts = new();
    private byte[] _window = new byte[WindowSize];
    private long _windowBegin;
    private int _windowLength;
    private bool _skipping;

    /// <summary>The segment that is read, or null before the first.</summary>
    public JournalSegment? Segment { get; private set; }

    /// <summary>Where the next frame begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Everything before this has been given out.</summary>
    public JournalPosition Position => Segment is null ? default : new(Segment.Number, Offset);

    /// <summary>The frame that <see cref="TryRead"/> found; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Frame { get; private set; }

    /// <summary>Where that frame lies.</summary>
    public JournalLocation Location { get; private set; }

    /// <summary>Goes to the next frame.</summary>
    /// <returns>False: the journal holds no more for now.</returns>
    public bool TryRead()
    {
        while (true)
        {
            if (Segment is null || Offset == Segment.Length)
            {
                if (!Advance())
                    return false;
                continue;
            }

            if (_skipping)
            {
                Offset = Segment.Length;
                continue;
            }

            var rest = Segment.Length - Offset;
            if (rest < JournalFrame.HeaderSize)
            {
                Leave(damaged: false);
                continue;
            }

            var length = JournalFrame.Length(Window(JournalFrame.HeaderSize).Span);
            if (length is null || length > rest)
            {
                Leave(damaged: length is null && !IsBlank());
                continue;
            }

            var frame = Window(length.Value);
            if (!JournalFrame.IsSound(frame.Span))
            {
                Leave(damaged: length < rest);
                continue;
            }

            Frame = frame;
            Location = new(Segment, Offset, length.Value);
            Offset += length.Value;
            return true;
        }
    }

    /// <summary>Lets go of the texts of what was read: <see cref="Reservation.Prompt"/> and <see cref="Settlement.Response"/> hold until here.</summary>
    public void ForgetTexts() => _texts.Reset();

    /// <summary>Reads a settlement out of a frame.</summary>
    /// <exception cref="InvalidDataException">The payload is not a settlement.</exception>
    public Settlement Settlement(ReadOnlySpan<byte> frame) => JournalCodec.ReadSettlement(frame, _texts);

    /// <summary>Reads a reservation again.</summary>
    /// <exception cref="InvalidDataException">It is not there any more as it was written.</exception>
    public Reservation Reread(JournalLocation location)
    {
        // Most answers end soon after they began: the reservation was read a moment ago.
        if (location.Segment == Segment && location.Offset >= _windowBegin && location.Offset + location.Length <= _windowBegin + _windowLength)
            return JournalCodec.ReadReservation(_window.AsSpan((int)(location.Offset - _windowBegin), location.Length), _texts);

        var buffer = ArrayPool<byte>.Shared.Rent(location.Length);
        try
        {
            var frame = buffer.AsSpan(0, location.Length);
            if (Fill(location.Segment, frame, location.Offset) != frame.Length || !JournalFrame.IsSound(frame))
                throw new InvalidDataException($"{location.Segment.Path} changed at {location.Offset}.");
            return JournalCodec.ReadReservation(frame, _texts);
        }
        finally
        {
            Journal.Return(buffer, location.Length);
        }
    }

    private static int Fill(JournalSegment segment, Span<byte> target, long offset)
    {
        var filled = 0;
        while (filled < target.Length)
        {
            var read = RandomAccess.Read(segment.Handle, target[filled..], offset + filled);
            if (read == 0)
                break;
            filled += read;
        }

        return filled;
    }

    /// <summary>To the next segment. One that has a successor grows no more, so its length is looked at after the successor.</summary>
    private bool Advance()
    {
        var next = journal.After(Segment?.Number ?? 0);
        if (next is null)
            return false;
        if (Segment is not null && Offset != Segment.Length)
            return true;
        (Segment, Offset, _skipping, _windowLength) = (next, 0, false, 0);
        if (JournalFolder.IsOurs(next.Handle))
            Offset = JournalFolder.FirstFrame;
        else
            Leave(damaged: next.Length >= JournalFolder.FirstFrame);
        return true;
    }

    private void Leave(bool damaged)
    {
        noticed(Segment!, Offset, damaged);
        _skipping = true;
        Offset = Segment!.Length;
    }

    /// <summary>Whether nothing but zeros follows: what a file system leaves when the power fails before the data came.</summary>
    private bool IsBlank()
    {
        Span<byte> piece = stackalloc byte[4096];
        for (var offset = Offset; offset < Segment!.Length; offset += piece.Length)
        {
            var read = Fill(Segment, piece, offset);
            if (piece[..read].ContainsAnyExcept((byte)0))
                return false;
        }

        return true;
    }

    /// <summary>The next bytes of the segment, as many as there are up to <paramref name="length"/>.</summary>
    private ReadOnlyMemory<byte> Window(int length)
    {
        if (Offset < _windowBegin || Offset + length > _windowBegin + _windowLength || _windowLength == 0)
        {
            if (length > _window.Length)
                _window = new byte[length];
            else if (_window.Length > WindowSize && length <= WindowSize)
                _window = new byte[WindowSize];
            _windowBegin = Offset;
            _windowLength = Fill(Segment!, _window.AsSpan(0, (int)Math.Min(_window.Length, Segment!.Length - Offset)), Offset);
        }

        var begin = (int)(Offset - _windowBegin);
        return _window.AsMemory(begin, Math.Min(length, _windowLength - begin));
    }
}

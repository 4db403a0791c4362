namespace GenGateway.Recording;

/// <summary>Frames that wait to be written together. Not thread safe.</summary>
/// <param name="most">Bytes that may wait.</param>
internal sealed class HeldFrames(int most)
{
    private readonly byte[] _bytes = new byte[most];

    /// <summary>Bytes that wait.</summary>
    public int Length { get; private set; }

    /// <summary>What waits, frame behind frame.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Whether a frame of this length finds room.</summary>
    public bool HasRoom(int length) => Length + length <= most;

    /// <summary>A new frame's place, to be filled at once. Only where there is room.</summary>
    public Span<byte> Add(int length)
    {
        Length += length;
        return _bytes.AsSpan(Length - length, length);
    }

    /// <summary>Takes the newest bytes off again.</summary>
    public void DropLast(int length)
    {
        Length -= length;
        _bytes.AsSpan(Length, length).Clear();
    }

    /// <summary>Forgets everything; prompts do not stay.</summary>
    public void Clear() => DropLast(Length);

    /// <summary>Takes one reservation out.</summary>
    /// <returns>Null where it does not wait here.</returns>
    public Reservation? Take(RecordId id)
    {
        for (var at = 0; at < Length;)
        {
            var length = JournalFrame.Length(_bytes.AsSpan(at))!.Value;
            var frame = _bytes.AsSpan(at, length);
            if (JournalCodec.Id(frame) == id)
            {
                var reservation = JournalCodec.ReadReservation(frame, new RecordTexts());
                Written[(at + length)..].CopyTo(_bytes.AsSpan(at));
                DropLast(length);
                return reservation;
            }

            at += length;
        }

        return null;
    }
}

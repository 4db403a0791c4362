using GenGateway.Journey;

namespace GenGateway.Recording;

/// <summary>Reservations and settlements as frames. New fields go to the end: an older journal must stay readable.</summary>
internal static class JournalCodec
{
    private const int Unknown = -1;

    /// <summary>Bytes of the frame that <see cref="Write(in Reservation, Span{byte})"/> fills.</summary>
    public static int Size(in Reservation reservation) => JournalFrame.HeaderSize + RecordId.Size + 8
        + PayloadWriter.Size(reservation.RequestId)
        + PayloadWriter.Size(reservation.Surface)
        + PayloadWriter.Size(reservation.Key)
        + PayloadWriter.Size(reservation.Model)
        + PayloadWriter.Size(reservation.Backend)
        + 4 + reservation.Prompt.Length;

    /// <summary>Bytes of the frame that <see cref="Write(in Settlement, Span{byte})"/> fills.</summary>
    public static int Size(in Settlement settlement) => JournalFrame.HeaderSize + RecordId.Size + 1 + 8 + 4 + 4 + 4 + 1 + 8 + 8 + 8
        + PayloadWriter.Size(settlement.Model)
        + PayloadWriter.Size(settlement.Backend)
        + PayloadWriter.Size(settlement.ErrorCode)
        + 4 + settlement.Response.Length
        + 4 + settlement.Decision.Length;

    /// <summary>Fills and seals a frame of exactly <see cref="Size(in Reservation)"/> bytes.</summary>
    public static void Write(in Reservation reservation, Span<byte> frame)
    {
        var writer = new PayloadWriter(frame[JournalFrame.HeaderSize..]);
        writer.Id(reservation.Id);
        writer.Int64(reservation.Created.ToUnixTimeMilliseconds());
        writer.Text(reservation.RequestId);
        writer.Text(reservation.Surface);
        writer.Text(reservation.Key);
        writer.Text(reservation.Model);
        writer.Text(reservation.Backend);
        writer.Bytes(reservation.Prompt.Span);
        JournalFrame.Seal(frame, FrameKind.Reservation);
    }

    /// <summary>Fills and seals a frame of exactly <see cref="Size(in Settlement)"/> bytes.</summary>
    public static void Write(in Settlement settlement, Span<byte> frame)
    {
        var writer = new PayloadWriter(frame[JournalFrame.HeaderSize..]);
        writer.Id(settlement.Id);
        writer.Byte((byte)settlement.Status);
        writer.Int64(settlement.Created.ToUnixTimeMilliseconds());
        writer.Int32(settlement.Attempts);
        writer.Int32(settlement.PromptTokens ?? Unknown);
        writer.Int32(settlement.CompletionTokens ?? Unknown);
        writer.Byte(Word(settlement.Source));
        writer.Double(settlement.CostUsd ?? double.NaN);
        writer.Int64(settlement.DurationMs ?? Unknown);
        writer.Int64(settlement.FirstTokenMs ?? Unknown);
        writer.Text(settlement.Model);
        writer.Text(settlement.Backend);
        writer.Text(settlement.ErrorCode);
        writer.Bytes(settlement.Response.Span);
        writer.Bytes(settlement.Decision.Span);
        JournalFrame.Seal(frame, FrameKind.Settlement);
    }

    /// <summary>Whose record a frame belongs to.</summary>
    public static RecordId Id(ReadOnlySpan<byte> frame) => RecordId.Read(frame[JournalFrame.HeaderSize..]);

    public static FrameKind Kind(ReadOnlySpan<byte> frame) => (FrameKind)frame[8];

    /// <exception cref="InvalidDataException">The payload is not a reservation.</exception>
    public static Reservation ReadReservation(ReadOnlySpan<byte> frame, RecordTexts texts)
    {
        var reader = new PayloadReader(frame[JournalFrame.HeaderSize..], texts);
        return new Reservation
        {
            Id = reader.Id(),
            Created = DateTimeOffset.FromUnixTimeMilliseconds(reader.Int64()),
            RequestId = reader.Text() ?? "",
            Surface = reader.Text() ?? "",
            Key = reader.Text(),
            Model = reader.Text(),
            Backend = reader.Text(),
            Prompt = reader.Bytes(),
        };
    }

    /// <exception cref="InvalidDataException">The payload is not a settlement.</exception>
    public static Settlement ReadSettlement(ReadOnlySpan<byte> frame, RecordTexts texts)
    {
        var reader = new PayloadReader(frame[JournalFrame.HeaderSize..], texts);
        return new Settlement
        {
            Id = reader.Id(),
            Status = (RecordStatus)reader.Byte(),
            Created = DateTimeOffset.FromUnixTimeMilliseconds(reader.Int64()),
            Attempts = reader.Int32(),
            PromptTokens = Known(reader.Int32()),
            CompletionTokens = Known(reader.Int32()),
            Source = reader.Byte() is var source && source == 0 ? null : (UsageSource)(source - 1),
            CostUsd = reader.Double() is var cost && double.IsNaN(cost) ? null : cost,
            DurationMs = Known(reader.Int64()),
            FirstTokenMs = Known(reader.Int64()),
            Model = reader.Text(),
            Backend = reader.Text(),
            ErrorCode = reader.Text(),
            Response = reader.Bytes(),
            // What 0.1.0's first journals do not have.
            Decision = reader.IsAtEnd ? default : reader.Bytes(),
        };
    }

    // These values stand on disk: never renumber them.
    private static byte Word(UsageSource? source) => (byte)(source is { } known ? 1 + (int)known : 0);

    private static int? Known(int value) => value == Unknown ? null : value;

    private static long? Known(long value) => value == Unknown ? null : value;
}

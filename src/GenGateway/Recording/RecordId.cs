using System.Buffers.Binary;

namespace GenGateway.Recording;

/// <summary>Names one record for ever: which start of which journal, and the how many-th since. Never the client's request id, which may repeat.</summary>
/// <param name="Incarnation">Milliseconds of the journal's opening and 16 random bits: another one after each start.</param>
/// <param name="Number">Counts from 1 within the incarnation.</param>
public readonly record struct RecordId(ulong Incarnation, ulong Number)
{
    /// <summary>Its length in bytes.</summary>
    public const int Size = 16;

    /// <summary>Big endian, so that bytes sort as the ids were given out.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, Incarnation);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], Number);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static RecordId Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    /// <summary>The same bytes, for a database.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }
}

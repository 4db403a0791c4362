using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace GenGateway.Recording;

/// <summary>
/// The journal's framing: length of kind and payload (4 bytes), CRC-32C of the same (4 bytes), kind (1 byte), payload. Little endian.
/// </summary>
internal static class JournalFrame
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderSize = 9;

    /// <summary>The longest frame; what claims more is damage, not a record.</summary>
    public const int MostBytes = 512 << 20;

    /// <summary>Completes a frame whose payload stands behind <see cref="HeaderSize"/> already.</summary>
    public static void Seal(Span<byte> frame, FrameKind kind)
    {
        frame[8] = (byte)kind;
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(frame.Length - 8));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum(frame[8..]));
    }

    /// <summary>The whole frame's length as its first four bytes claim it; null where no frame can begin so.</summary>
    public static int? Length(ReadOnlySpan<byte> header)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        return length is > RecordId.Size and <= MostBytes - 8 ? (int)length + 8 : null;
    }

    /// <summary>Whether the frame is as it was sealed.</summary>
    public static bool IsSound(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == Checksum(frame[8..]);

    /// <summary>CRC-32C (Castagnoli), eight bytes at a step.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            crc = BitOperations.Crc32C(crc, word);
        foreach (var last in bytes[(bytes.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, last);
        return ~crc;
    }
}

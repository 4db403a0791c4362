using System.Buffers.Binary;

namespace GenGateway.Engine.Runtime;

/// <summary>A look at a Linux library before it is loaded: one that was cut off loads, and then ends the process with a bus error.</summary>
internal static class ElfFile
{
    private const int HeadBytes = 64;
    private const int SegmentBytes = 56;

    /// <summary>Whether a 64-bit ELF file is shorter than its own segments say. False for everything else.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsCutOff(string path)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        Span<byte> head = stackalloc byte[HeadBytes];
        if (length < HeadBytes || RandomAccess.Read(file, head, 0) < HeadBytes || !head.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            return false;
        }

        var first = BinaryPrimitives.ReadInt64LittleEndian(head[32..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]);
        Span<byte> segment = stackalloc byte[SegmentBytes];
        for (var i = 0; i < count; i++)
        {
            if (first < 0 || first > length - SegmentBytes || RandomAccess.Read(file, segment, first) < SegmentBytes)
            {
                return true;
            }

            first += SegmentBytes;
            var offset = BinaryPrimitives.ReadUInt64LittleEndian(segment[8..]);
            var size = BinaryPrimitives.ReadUInt64LittleEndian(segment[32..]);
            if (offset > (ulong)length || size > (ulong)length - offset)
            {
                return true;
            }
        }

        return false;
    }
}

using System.Buffers.Binary;

namespace GenGateway.Engine.Imaging.Png;

/// <summary>A chunk of a PNG.</summary>
/// <param name="Type">Its four letters.</param>
/// <param name="Data">What it holds.</param>
/// <param name="Crc">Its checksum as the file says it.</param>
internal readonly record struct PngChunk(ReadOnlyMemory<byte> Type, ReadOnlyMemory<byte> Data, uint Crc)
{
    /// <summary>Whether the picture cannot be understood without it.</summary>
    public bool IsCritical => (Type.Span[0] & 0x20) == 0;

    public bool Is(ReadOnlySpan<byte> type) => Type.Span.SequenceEqual(type);

    /// <exception cref="PictureException">The checksum is another.</exception>
    public void Check()
    {
        if (~PngCrc.Add(PngCrc.Add(uint.MaxValue, Type.Span), Data.Span) != Crc)
            throw PictureException.Corrupt("the checksum of a chunk is wrong");
    }

    /// <summary>A chunk's bytes as they stand in a file.</summary>
    public static byte[] Write(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var bytes = new byte[data.Length + PngCursor.ChunkOverhead];
        BinaryPrimitives.WriteInt32BigEndian(bytes, data.Length);
        type.CopyTo(bytes.AsSpan(4));
        data.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8 + data.Length), PngCrc.Of(bytes.AsSpan(4, 4 + data.Length)));
        return bytes;
    }
}

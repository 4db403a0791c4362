using System.Runtime.InteropServices;

namespace GenGateway.Engine.Imaging.Png;

/// <summary>CRC-32 of PNG's chunks (PNG specification, annex D), eight bytes a step.</summary>
internal static class PngCrc
{
    private const uint Polynomial = 0xedb88320;
    private const int Slices = 8;

    private static readonly uint[] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    /// <summary>Goes on with a checksum that is not inverted yet.</summary>
    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        while (bytes.Length >= Slices)
        {
            var low = MemoryMarshal.Read<uint>(bytes) ^ crc;
            var high = MemoryMarshal.Read<uint>(bytes[4..]);
            crc = tables[(7 * 256) + (byte)low] ^ tables[(6 * 256) + (byte)(low >> 8)] ^ tables[(5 * 256) + (byte)(low >> 16)] ^ tables[(4 * 256) + (int)(low >> 24)]
                ^ tables[(3 * 256) + (byte)high] ^ tables[(2 * 256) + (byte)(high >> 8)] ^ tables[256 + (byte)(high >> 16)] ^ tables[(int)(high >> 24)];
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes)
            crc = tables[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[Slices * 256];
        for (var value = 0u; value < 256; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            tables[value] = crc;
        }

        for (var at = 256; at < tables.Length; at++)
            tables[at] = tables[(byte)tables[at - 256]] ^ (tables[at - 256] >> 8);
        return tables;
    }
}

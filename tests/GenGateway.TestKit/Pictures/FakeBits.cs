namespace GenGateway.TestKit.Pictures;

/// <summary>Bits on their way into bytes: the first one becomes a byte's lowest bit, as WebP has it, or its highest, as JPEG has it.</summary>
internal sealed class FakeBits(bool lowestFirst)
{
    private readonly List<byte> bytes = [];
    private int current;
    private int count;

    /// <summary>A number in so many bits, in the file's own order.</summary>
    public void Put(int value, int bits)
    {
        for (var i = 0; i < bits; i++)
        {
            var bit = (value >> (lowestFirst ? i : bits - 1 - i)) & 1;
            current |= bit << (lowestFirst ? count : 7 - count);
            if (++count == 8)
                Flush();
        }
    }

    /// <summary>All bytes; what the last one lacks is filled with this bit.</summary>
    public byte[] Take(int padding)
    {
        while (count > 0)
            Put(padding, 1);
        return [.. bytes];
    }

    private void Flush()
    {
        bytes.Add((byte)current);
        // In a JPEG's data 0xFF begins a marker; a zero behind it says that it does not.
        if (!lowestFirst && current == 0xFF)
            bytes.Add(0);
        (current, count) = (0, 0);
    }
}

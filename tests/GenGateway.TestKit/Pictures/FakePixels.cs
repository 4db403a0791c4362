namespace GenGateway.TestKit.Pictures;

/// <summary>What the pictures of all fakes show: squares of 8 by 8 pixels, whose colours a seed decides. The same seed paints the same picture everywhere.</summary>
public static class FakePixels
{
    private const int Square = 8;

    /// <summary>Another seed, from two: for a picture that depends on more than its own.</summary>
    public static long Mix(long seed, long with) => unchecked((long)Scramble(Scramble((ulong)seed) + (ulong)with));

    /// <summary>A seed that stands for bytes: those of a picture that was given.</summary>
    public static long Mix(long seed, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            seed = unchecked((seed * 31) + value);
        return Mix(seed, bytes.Length);
    }

    /// <summary>One row of red, green and blue.</summary>
    internal static void Row(Span<byte> row, int y, long seed)
    {
        for (var x = 0; x < row.Length / 3; x++)
        {
            var color = Color(seed, x / Square, y / Square);
            (row[x * 3], row[(x * 3) + 1], row[(x * 3) + 2]) = ((byte)color, (byte)(color >> 8), (byte)(color >> 16));
        }
    }

    /// <summary>The colour of one square, red lowest.</summary>
    internal static uint Color(long seed, int x, int y) => (uint)(Scramble(unchecked((ulong)seed + ((ulong)x << 32) + (ulong)y + 1)) & 0xFFFFFF);

    /// <summary>The finalizer of SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private static ulong Scramble(ulong value)
    {
        value = unchecked(value + 0x9E3779B97F4A7C15);
        value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9);
        value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EB);
        return value ^ (value >> 31);
    }
}

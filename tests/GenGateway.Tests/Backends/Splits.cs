namespace GenGateway.Tests.Backends;

/// <summary>Ways in which the same bytes may come.</summary>
internal static class Splits
{
    private const int Seeds = 8;

    /// <summary>Byte by byte, and at places that seeds draw.</summary>
    public static IEnumerable<IEnumerable<byte[]>> Of(byte[] bytes)
    {
        yield return bytes.Chunk(1);
        for (var seed = 0; seed < Seeds; seed++)
            yield return Drawn(bytes, new Random(seed));
    }

    /// <summary>One of the bytes changed, left out, doubled, or the rest cut off: as broken servers and proxies do.</summary>
    public static byte[] Damaged(byte[] bytes, Random random)
    {
        var damaged = bytes.ToList();
        for (var i = random.Next(1, 4); i > 0 && damaged.Count > 0; i--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged.RemoveAt(at);
                    break;
                case 2:
                    damaged.Insert(at, damaged[at]);
                    break;
                case 3:
                    damaged.InsertRange(at, "\\ud800"u8);
                    break;
                default:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
            }
        }

        return [.. damaged];
    }

    /// <summary>In pieces of lengths that are drawn.</summary>
    public static IEnumerable<byte[]> Drawn(byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(random.Next(1, random.Next(2) == 0 ? 8 : 200), bytes.Length - at);
            yield return bytes[at..(at + length)];
            at += length;
        }
    }
}

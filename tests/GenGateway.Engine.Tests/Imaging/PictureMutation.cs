using System.Buffers.Binary;
using GenGateway.Engine.Imaging.Png;

namespace GenGateway.Engine.Tests.Imaging;

/// <summary>A file with some of its bytes changed, cut out or doubled. The same seed changes it the same way.</summary>
internal static class PictureMutation
{
    private static readonly byte[] Telling = [0, 1, 0x7f, 0x80, 0xd8, 0xda, 0xff];

    public static byte[] Of(byte[] file, int seed)
    {
#pragma warning disable CA5394 // Which bytes are changed is no secret.
        var random = new Random(seed);
        var bytes = new List<byte>(file);
        for (var changes = random.Next(1, 8); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 16), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 16), bytes.Count - at)));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }

        var mutated = bytes.ToArray();
        // Half of them keep right checksums, or none would get past them.
        if (random.Next(2) == 0)
            Mend(mutated);
#pragma warning restore CA5394
        return mutated;
    }

    private static void Mend(byte[] file)
    {
        if (!file.AsSpan().StartsWith(PngHeader.Signature))
            return;
        for (var at = PngHeader.Signature.Length; file.Length - at >= PngCursor.ChunkOverhead;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - PngCursor.ChunkOverhead)
                return;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), PngCrc.Of(file.AsSpan(at + 4, 4 + (int)length)));
            at += (int)length + PngCursor.ChunkOverhead;
        }
    }
}

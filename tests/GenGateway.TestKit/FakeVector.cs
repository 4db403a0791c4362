using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GenGateway.TestKit;

/// <summary>The embeddings of all fakes: the same text has the same vector, of length one, everywhere.</summary>
public static class FakeVector
{
    /// <summary>As many as the recorded embedding model has.</summary>
    public const int UsualDimensions = 8;

    public static float[] Of(IReadOnlyList<int> tokens, int dimensions = UsualDimensions)
    {
        var vector = new float[dimensions];
        var seed = SHA256.HashData([.. tokens.SelectMany(BitConverter.GetBytes)]);
        for (var i = 0; i < dimensions; i++)
        {
            var hash = SHA256.HashData([.. seed, .. BitConverter.GetBytes(i)]);
            vector[i] = BinaryPrimitives.ReadInt32LittleEndian(hash) / (float)int.MaxValue;
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }

    /// <summary>Little-endian, as OpenAI's clients ask for it.</summary>
    public static string Base64(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return Convert.ToBase64String(bytes);
    }
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using GenGateway.Journey;

namespace GenGateway.Storage.Images;

/// <summary>What kept pictures are called: 128 random bits, and an ending that says what they are. Whoever has no link finds none.</summary>
internal static class ImageName
{
    // Four bits each.
    private const int Digits = 32;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>A new one.</summary>
    public static string New(ImageType type) => $"{RandomNumberGenerator.GetHexString(Digits, lowercase: true)}.{type.Extension}";

    /// <summary>The names of pictures that stand in a text, such as an answer with links.</summary>
    /// <param name="text">UTF-8.</param>
    public static IEnumerable<string> In(ReadOnlyMemory<byte> text)
    {
        for (var rest = text; rest.Length > Digits;)
        {
            var dot = rest.Span.IndexOf((byte)'.');
            if (dot < 0)
                yield break;
            if (dot >= Digits)
            {
                var end = dot + 1;
                while (end < rest.Length && char.IsAsciiLetterLower((char)rest.Span[end]))
                    end++;
                var name = Encoding.Latin1.GetString(rest.Span[(dot - Digits)..end]);
                if (TypeOf(name) is not null)
                    yield return name;
            }

            rest = rest[(dot + 1)..];
        }
    }

    /// <summary>What a picture of this name is.</summary>
    /// <returns>Null: no picture is called so.</returns>
    public static ImageType? TypeOf(ReadOnlySpan<char> name) => name.Length > Digits && name[Digits] == '.' && !name[..Digits].ContainsAnyExcept(Hexadecimal)
        ? ImageType.Named(name[(Digits + 1)..])
        : null;
}

using System.Buffers;
using System.Text;

namespace GenGateway.Engine.Tokenizing.Splitting;

/// <summary>Writes a text as the characters of its bytes (<see cref="ByteAlphabet"/>), on request cut into words as GPT-2 does.</summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool cutWords) : PreTokenizer
{
    private const int BytesPerUnit = 3;

    public override void Split(TextPiece piece, List<TextPiece> output)
    {
        if (addPrefixSpace && piece.Span[0] != ' ')
            piece = new TextPiece(string.Concat(" ", piece.Span), 0, piece.Length + 1);
        var words = new List<Range>();
        var characters = ArrayPool<char>.Shared.Rent(piece.Length * BytesPerUnit);
        var bytes = ArrayPool<byte>.Shared.Rent(piece.Length * BytesPerUnit);
        var written = 0;
        for (var start = 0; start < piece.Length;)
        {
            var end = cutWords ? Gpt2Words.EndOfWord(piece.Span, start) : piece.Length;
            var count = Encoding.UTF8.GetBytes(piece.Span[start..end], bytes);
            for (var i = 0; i < count; i++)
                characters[written + i] = ByteAlphabet.CharacterOf(bytes[i]);
            words.Add(written..(written + count));
            written += count;
            start = end;
        }
        var text = new string(characters, 0, written);
        ArrayPool<char>.Shared.Return(characters);
        ArrayPool<byte>.Shared.Return(bytes);
        foreach (var word in words)
        {
            var (start, length) = word.GetOffsetAndLength(written);
            output.Add(new TextPiece(text, start, length));
        }
    }
}

using System.Text;

namespace GenGateway.Engine.Tokenizing.Splitting;

/// <summary>Cuts at characters of a kind; each character is a match of its own.</summary>
internal sealed class CharacterPreTokenizer(Func<Rune, bool> isMatch, SplitBehavior behavior) : PreTokenizer
{
    public override void Split(TextPiece piece, List<TextPiece> output)
    {
        var cuts = new List<Cut>();
        var done = 0;
        var at = 0;
        foreach (var rune in piece.Span.EnumerateRunes())
        {
            var end = at + rune.Utf16SequenceLength;
            if (isMatch(rune))
            {
                if (done < at)
                    cuts.Add(new Cut(done, at, false));
                cuts.Add(new Cut(at, end, true));
                done = end;
            }
            at = end;
        }
        if (done < at)
            cuts.Add(new Cut(done, at, false));
        PieceCutter.Apply(piece, cuts, behavior, output);
    }

    /// <summary>Numbers of any script, roman and fractions too: the general categories Nd, Nl and No.</summary>
    public static bool IsDigit(Rune rune) => Rune.IsNumber(rune);

    /// <summary>Punctuation of any script, and the ASCII characters that Unicode calls symbols (<c>$+&lt;=&gt;^`|~</c>).</summary>
    public static bool IsPunctuation(Rune rune) => Rune.IsPunctuation(rune) || (rune.IsAscii && Rune.IsSymbol(rune));
}

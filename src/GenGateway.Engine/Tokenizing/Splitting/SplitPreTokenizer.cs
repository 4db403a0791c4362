using System.Buffers;
using System.Diagnostics;
using System.Text.RegularExpressions;
using GenGateway.Engine.Tokenizing.Patterns;

namespace GenGateway.Engine.Tokenizing.Splitting;

/// <summary>Cuts at the matches of a pattern from the file.</summary>
/// <remarks>
/// The file may come from anywhere, so a pattern may be made to run for ever: one match has <see cref="MatchTimeout"/>, a piece
/// <see cref="PieceTimeout"/>. Both lie far above what a sane pattern needs, so a slow machine does not change what is encoded.
/// </remarks>
internal sealed class SplitPreTokenizer : PreTokenizer
{
    public static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan PieceTimeout = TimeSpan.FromSeconds(20);

    private readonly Regex _regex;
    private readonly SplitBehavior _behavior;
    private readonly bool _invert;
    private readonly string _place;

    /// <param name="regex">Of <see cref="PatternTranslator"/>, with <see cref="MatchTimeout"/>.</param>
    /// <param name="behavior">What becomes of matches.</param>
    /// <param name="invert">Takes what lies between matches for the matches.</param>
    /// <param name="place">Of the pattern in the file.</param>
    public SplitPreTokenizer(Regex regex, SplitBehavior behavior, bool invert, string place)
    {
        _regex = regex;
        _behavior = behavior;
        _invert = invert;
        _place = place;
    }

    public override void Split(TextPiece piece, List<TextPiece> output)
    {
        var cuts = new List<Cut>();
        var text = piece.Span;
        if (!text.ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            Match(text, text, cuts);
        }
        else
        {
            var rented = ArrayPool<char>.Shared.Rent(text.Length);
            try
            {
                Match(rented.AsSpan(0, CodePointShadow.Write(text, rented)), text, cuts);
            }
            finally
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
        PieceCutter.Apply(piece, cuts, _behavior, output);
    }

    private void Match(ReadOnlySpan<char> shadow, ReadOnlySpan<char> text, List<Cut> cuts)
    {
        var started = Stopwatch.GetTimestamp();
        var map = new ShadowOffsets(shadow.Length == text.Length);
        var done = 0;
        try
        {
            foreach (var match in _regex.EnumerateMatches(shadow))
            {
                var start = map.ToText(match.Index, text);
                var end = map.ToText(match.Index + match.Length, text);
                if (done < start)
                    cuts.Add(new Cut(done, start, _invert));
                cuts.Add(new Cut(start, end, !_invert));
                done = end;
                if (Stopwatch.GetElapsedTime(started) > PieceTimeout)
                    throw TooSlow(text.Length, null);
            }
        }
        catch (RegexMatchTimeoutException timeout)
        {
            throw TooSlow(text.Length, timeout);
        }
        if (done < text.Length)
            cuts.Add(new Cut(done, text.Length, _invert));
    }

    private TokenizerFormatException TooSlow(int length, Exception? cause) =>
        new(_place, $"the pattern takes too long on a text of {length} characters", cause);

    // Matches come in order, so one walk over the text maps all their offsets.
    private struct ShadowOffsets(bool same)
    {
        private int _shadowAt;
        private int _textAt;

        public int ToText(int shadowIndex, ReadOnlySpan<char> text)
        {
            if (same)
                return shadowIndex;
            for (; _shadowAt < shadowIndex; _shadowAt++)
                _textAt += char.IsHighSurrogate(text[_textAt]) ? 2 : 1;
            return _textAt;
        }
    }
}

using System.Text;
using GenGateway.Engine.Tokenizing.Splitting;

namespace GenGateway.Engine.Tests.Tokenizing;

public sealed class Pieces
{
    // Matches are digits; the two in the middle touch, and the text begins and ends with one.
    [Theory]
    [InlineData("Isolated", "1|a|2|3|b|4")]
    [InlineData("Removed", "a|b")]
    [InlineData("MergedWithPrevious", "1|a2|3|b4")]
    [InlineData("MergedWithNext", "1a|2|3b|4")]
    [InlineData("Contiguous", "1|a|23|b|4")]
    public void Each_behaviour_has_its_own_way_with_matches(string behavior, string pieces) =>
        Assert.Equal(pieces, Cut(new CharacterPreTokenizer(CharacterPreTokenizer.IsDigit, Enum.Parse<SplitBehavior>(behavior)), "1a23b4"));

    [Fact]
    public void Digits_are_numbers_of_any_kind() =>
        Assert.Equal("a|1½Ⅷ٣\U0001D7CE|b|²", Cut(
            new CharacterPreTokenizer(CharacterPreTokenizer.IsDigit, SplitBehavior.Contiguous), "a1½Ⅷ٣\U0001D7CEb²"));

    [Fact]
    public void Punctuation_holds_the_symbols_of_ascii_but_no_others()
    {
        const string Ascii = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
        Assert.All(Enumerable.Range(0, 128), c => Assert.Equal(Ascii.Contains((char)c), CharacterPreTokenizer.IsPunctuation(new Rune(c))));
        Assert.True(CharacterPreTokenizer.IsPunctuation(new Rune('。')));
        Assert.False(CharacterPreTokenizer.IsPunctuation(new Rune('€')));
        Assert.False(CharacterPreTokenizer.IsPunctuation(new Rune('×')));
    }

    private static string Cut(PreTokenizer splitter, string text)
    {
        var pieces = new List<TextPiece>();
        splitter.Split(new TextPiece($"0{text}0", 1, text.Length), pieces);
        return string.Join('|', pieces.Select(piece => piece.Span.ToString()));
    }
}

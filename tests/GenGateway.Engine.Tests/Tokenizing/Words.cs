using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GenGateway.Engine.Tokenizing;
using GenGateway.Engine.Tokenizing.Patterns;
using GenGateway.Engine.Tokenizing.Splitting;

namespace GenGateway.Engine.Tests.Tokenizing;

public sealed class Words
{
    private const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    [Fact]
    public void The_scanner_cuts_as_the_pattern_of_gpt2_does()
    {
        var pattern = Splitter(Gpt2Pattern);
        var random = new Random(9);
        for (var round = 0; round < 20_000; round++)
        {
            var text = RandomText(random);
            var scanned = new List<string>();
            for (var start = 0; start < text.Length;)
            {
                var end = Gpt2Words.EndOfWord(text, start);
                scanned.Add(text[start..end]);
                start = end;
            }
            Assert.Equal(Cut(pattern, text), scanned);
        }
    }

    [Fact]
    public void White_space_is_what_the_format_means_by_it()
    {
        int[] expected =
        [
            0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, .. Enumerable.Range(0x2000, 11), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
        ];
        var regex = new Regex(PatternTranslator.Translate(@"\s"));
        var all = Enumerable.Range(0, 0x10000).Where(c => !char.IsSurrogate((char)c)).ToList();
        Assert.Equal(expected, all.Where(c => regex.IsMatch(((char)c).ToString())));
        Assert.Equal(expected, all.Where(c => char.IsWhiteSpace((char)c)));
    }

    [Fact]
    public void Each_stand_in_is_of_the_category_it_stands_for()
    {
        var beyond = Enumerable.Range(0x10000, 0x100000).Select(CharUnicodeInfo.GetUnicodeCategory).Distinct().ToList();
        Assert.True(beyond.Count > 15);
        Assert.All(beyond, category => Assert.Equal(category, CharUnicodeInfo.GetUnicodeCategory(CodePointShadow.StandIn(category))));
    }

    [Theory]
    [InlineData(@"\p{L}+", "a\U00010D4Aß1", "a\U00010D4Aß|1")]
    [InlineData(@"\p{N}", "1\U0001D7CE2", "1|\U0001D7CE|2")]
    [InlineData(@".", "\U0001F600a\n", "\U0001F600|a|\n")]
    [InlineData(@"(?i:'s)", "x'S'ſy", "x|'S|'ſ|y")]
    [InlineData(@"(?i:k)b", "KbkbKb", "Kb|kb|Kb")]
    [InlineData(@"(?i:[r-t]x)", "sXſxqx", "sX|ſx|qx")]
    [InlineData(@"[^(\s|[.,])]+", "ab.c(d", "ab|.|c|(|d")]
    [InlineData(@"[a\-z]+", "a-zb", "a-z|b")]
    [InlineData(@"[\x{61}-\u0063-]+", "ab-cd", "ab-c|d")]
    [InlineData(@"a++b", "aab", "aab")]
    [InlineData(@"a*+ab", "aab", "aab")]
    [InlineData(@"a{,2}b", "aaab", "a|aab")]
    [InlineData(@"a{2}", "aaaaa", "aa|aa|a")]
    [InlineData(@"{a}", "x{a}y", "x|{a}|y")]
    [InlineData(@"(ab)+", "xababy", "x|abab|y")]
    [InlineData(@"\P{L}", "a1b", "a|1|b")]
    [InlineData(@"[\p{^L}]", "a1b", "a|1|b")]
    [InlineData(@"[^\S\n]+", "a \t\nb", "a| \t|\nb")]
    [InlineData(@"a(?=b)", "acab", "ac|a|b")]
    [InlineData(@"x*", "axxb", "a|xx|b")]
    public void Patterns_mean_what_they_mean_in_their_own_syntax(string pattern, string text, string pieces) =>
        Assert.Equal(pieces.Split('|'), Cut(Splitter(pattern), text));

    [Theory]
    [InlineData(@"^a")]
    [InlineData(@"a$")]
    [InlineData(@"\w+")]
    [InlineData(@"\bword")]
    [InlineData(@"(a)\1")]
    [InlineData(@"(?<name>a)")]
    [InlineData(@"(?<=a)b")]
    [InlineData(@"(?i)a")]
    [InlineData(@"\p{Han}")]
    [InlineData(@"[[:alpha:]]")]
    [InlineData(@"[a-z&&[^b]]")]
    [InlineData(@"[😀]")]
    [InlineData(@"\x{1F600}")]
    [InlineData(@"[^\x00-\uFFFF]")]
    [InlineData(@"(?i:ss)")]
    [InlineData(@"(?i:é)")]
    [InlineData(@"(?i:\p{Lu})")]
    [InlineData(@"a**")]
    [InlineData(@"a{2}+")]
    [InlineData(@"a{99999999999}")]
    [InlineData(@"(a")]
    [InlineData(@"a)")]
    [InlineData(@"[]")]
    [InlineData(@"[z-a]")]
    [InlineData(@"[a-\d]")]
    [InlineData(@"*a")]
    [InlineData(@"(?=a)+")]
    [InlineData(@"\")]
    [InlineData(@"\x")]
    [InlineData(@"\p{L")]
    public void What_another_engine_would_read_differently_is_refused(string pattern) =>
        Assert.Throws<PatternException>(() => PatternTranslator.Translate(pattern));

    [Fact]
    public void A_pattern_that_would_run_for_ever_ends_in_a_complaint()
    {
        var regex = new Regex(PatternTranslator.Translate("(?:a|aa|aaa)+(?=[bc])[c]"), RegexOptions.None, TimeSpan.FromMilliseconds(50));
        var splitter = new SplitPreTokenizer(regex, SplitBehavior.Isolated, false, "$.pre_tokenizer.pattern.Regex");
        var complaint = Assert.Throws<TokenizerFormatException>(() => Cut(splitter, new string('a', 200) + "bc"));
        Assert.Equal("$.pre_tokenizer.pattern.Regex", complaint.Place);
    }

    private static SplitPreTokenizer Splitter(string pattern) => new(
        new Regex(PatternTranslator.Translate(pattern), RegexOptions.CultureInvariant), SplitBehavior.Isolated, false, "$");

    private static List<string> Cut(SplitPreTokenizer splitter, string text)
    {
        var pieces = new List<TextPiece>();
        if (text.Length > 0)
            splitter.Split(new TextPiece($"<{text}>", 1, text.Length), pieces);
        return [.. pieces.Select(piece => piece.Span.ToString())];
    }

    private static string RandomText(Random random)
    {
        string[] parts = ["a", "Z", "é", "中", "\U00010400", "\U0001F600", "\U0001D7CE", "1", "½", "Ⅷ", " ", " ", "\n", "\u3000", "\u001C", "\u200B", "'", "'s", "'ll", "'re", "'v", "e", "_", ".", "\u0301"];
        var text = new StringBuilder();
        for (var count = random.Next(1, 12); count > 0; count--)
            text.Append(parts[random.Next(parts.Length)]);
        return text.ToString();
    }
}

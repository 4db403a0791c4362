using System.Text.RegularExpressions;
using GenGateway.Engine.Tokenizing.Patterns;
using GenGateway.Engine.Tokenizing.Splitting;

namespace GenGateway.Engine.Tokenizing.Loading;

/// <summary>Reads the section <c>pre_tokenizer</c>.</summary>
internal static class PreTokenizerReader
{
    public static PreTokenizer Read(JsonNode node) => node.Type switch
    {
        "Sequence" => new SequencePreTokenizer([.. node.Required("pretokenizers").Items().Select(Read)]),
        // use_regex came later; before it, words were always cut.
        "ByteLevel" => new ByteLevelPreTokenizer(node.Flag("add_prefix_space"), node.Flag("use_regex", true)),
        "Split" => ReadSplit(node),
        "Digits" => new CharacterPreTokenizer(
            CharacterPreTokenizer.IsDigit, node.Flag("individual_digits") ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
        "Punctuation" => new CharacterPreTokenizer(
            CharacterPreTokenizer.IsPunctuation,
            node.Optional("behavior") is { } behavior ? ReadBehavior(behavior) : SplitBehavior.Isolated),
        var type => throw node.Fail(
            $"the pre-tokenizer '{type}' is not supported; supported are Sequence, ByteLevel, Split, Digits and Punctuation"),
    };

    private static SplitPreTokenizer ReadSplit(JsonNode node)
    {
        var pattern = node.Required("pattern");
        var literal = pattern.Optional("String");
        var place = literal ?? pattern.Required("Regex");
        try
        {
            var text = literal is null ? PatternTranslator.Translate(place.Text()) : PatternTranslator.Literal(place.Text());
            var regex = new Regex(text, RegexOptions.CultureInvariant | RegexOptions.Compiled, SplitPreTokenizer.MatchTimeout);
            return new SplitPreTokenizer(regex, ReadBehavior(node.Required("behavior")), node.Flag("invert"), place.Place);
        }
        catch (Exception problem) when (problem is PatternException or RegexParseException)
        {
            throw new TokenizerFormatException(place.Place, problem.Message, problem);
        }
    }

    private static SplitBehavior ReadBehavior(JsonNode node) => node.Text() switch
    {
        "Isolated" => SplitBehavior.Isolated,
        "Removed" => SplitBehavior.Removed,
        "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" => SplitBehavior.MergedWithNext,
        "Contiguous" => SplitBehavior.Contiguous,
        var other => throw node.Fail(
            $"the behaviour '{other}' is unknown; known are Isolated, Removed, MergedWithPrevious, MergedWithNext and Contiguous"),
    };
}

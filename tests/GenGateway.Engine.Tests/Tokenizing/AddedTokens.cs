using GenGateway.Engine.Tokenizing.Added;
using GenGateway.Engine.Tokenizing.Models;

namespace GenGateway.Engine.Tests.Tokenizing;

public sealed class AddedTokens
{
    [Fact]
    public void Of_tokens_that_begin_together_the_longest_is_taken() =>
        Assert.Equal("[<ab]|c|[<a]|[<abcd]", Cut("<abc<a<abcd", Plain("<a"), Plain("<ab"), Plain("<abcd")));

    [Fact]
    public void Of_tokens_that_overlap_the_one_that_begins_first_is_taken() =>
        Assert.Equal("[ab]|cd", Cut("abcd", Plain("bcd"), Plain("ab")));

    [Fact]
    public void A_token_may_take_the_white_space_beside_it()
    {
        Assert.Equal("a|[ \n<x>]| b", Cut("a \n<x> b", Plain("<x>") with { StripLeft = true }));
        Assert.Equal("a |[<x>\u3000\t]|b", Cut("a <x>\u3000\tb", Plain("<x>") with { StripRight = true }));
        Assert.Equal("[ <x> ]|a", Cut(" <x> a", Plain("<x>") with { StripLeft = true, StripRight = true }));
    }

    [Fact]
    public void White_space_that_a_token_took_is_not_taken_by_the_next() =>
        Assert.Equal("[<x>  ]|[<x>]", Cut("<x>  <x>", Plain("<x>") with { StripLeft = true, StripRight = true }));

    [Theory]
    [InlineData("in", "[in]")]
    [InlineData("in-out", "[in]|-out")]
    [InlineData("(in)", "(|[in]|)")]
    [InlineData("win", "win")]
    [InlineData("ink", "ink")]
    [InlineData("in_", "in_")]
    [InlineData("in2", "in2")]
    [InlineData("inⅧ", "inⅧ")]
    [InlineData("in\u0301", "in\u0301")]
    [InlineData("in\u200D", "in\u200D")]
    [InlineData("inⓐ", "inⓐ")]
    [InlineData("in½", "[in]|½")]
    [InlineData("in\U0001F600", "[in]|\U0001F600")]
    [InlineData("\U00010400in", "\U00010400in")]
    [InlineData("inin in", "inin |[in]")]
    public void A_token_of_single_words_is_not_found_within_a_word(string text, string sections) =>
        Assert.Equal(sections, Cut(text, Plain("in") with { SingleWord = true }));

    [Fact]
    public void Normalized_tokens_are_looked_for_after_the_others_and_do_not_see_beyond_them()
    {
        Assert.Equal("a|[bc]|d", Cut("abcd", Plain("bc"), Plain("ab") with { Normalized = true }));
        Assert.Equal("[<x>]|[in]|[<x>]", Cut("<x>in<x>", Plain("<x>"), Plain("in") with { Normalized = true, SingleWord = true }));
        Assert.Equal("[x]|[in]", Cut("xin", Plain("x"), Plain("in") with { Normalized = true, SingleWord = true }));
    }

    [Fact]
    public void New_tokens_get_the_next_free_ids_in_their_order()
    {
        var vocabulary = new Vocabulary(new Dictionary<string, int> { ["a"] = 0, ["b"] = 7 });
        var added = new AddedVocabulary([Plain("x"), Plain("b"), Plain("y"), Plain("x"), Plain("z")], vocabulary);
        Assert.Equal([2, 7, 8, 9], new[] { "x", "b", "y", "z" }.Select(token => added.TryGetId(token, out var id) ? id : -1));
        Assert.Equal(5, added.CountWith(vocabulary));
    }

    private static AddedToken Plain(string content) => new(content, false, false, false, false, false);

    private static string Cut(string text, params AddedToken[] tokens)
    {
        var added = new AddedVocabulary(tokens, new Vocabulary([]));
        return string.Join('|', added.Cut(text).Select(section =>
            section.TokenId is null ? text.Substring(section.Start, section.Length) : $"[{text.Substring(section.Start, section.Length)}]"));
    }
}

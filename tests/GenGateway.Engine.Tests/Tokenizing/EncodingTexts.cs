namespace GenGateway.Engine.Tests.Tokenizing;

public sealed class EncodingTexts
{
    [Fact]
    public void Half_a_character_counts_as_the_replacement_character()
    {
        var tokenizer = TokenizerFixture.Load("llama3");
        Assert.Equal(tokenizer.Encode("a\uFFFDb\uFFFD", false), tokenizer.Encode("a\uD83Db\uDE00", false));
        Assert.Equal(tokenizer.Encode("\uFFFD\U0001F600", false), tokenizer.Encode("\uD83D\uD83D\uDE00", false));
    }

    [Fact]
    public void Any_text_comes_back_from_its_ids()
    {
        var tokenizer = TokenizerFixture.Load("llama3");
        var random = new Random(10);
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => char.ConvertFromUtf32(Scalar(random))));
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, true), true));
        }
    }

    [Fact]
    public void A_prefix_space_is_put_before_a_text_that_has_none()
    {
        var tokenizer = TokenizerFixture.LoadChanged("gpt2", file => file["pre_tokenizer"]!["add_prefix_space"] = true);
        var plain = TokenizerFixture.Load("gpt2");
        Assert.Equal(plain.Encode(" word", false), tokenizer.Encode("word", false));
        Assert.Equal(plain.Encode(" word", false), tokenizer.Encode(" word", false));
        Assert.Equal(plain.Encode(" a<|endoftext|> b", false), tokenizer.Encode("a<|endoftext|>b", false));
        Assert.Empty(tokenizer.Encode("", false));
    }

    [Fact]
    public void A_very_long_word_without_spaces_merges_as_its_parts_would()
    {
        // Were merging quadratic, this would take hours rather than milliseconds.
        var tokenizer = TokenizerFixture.Parse(
            """
            {"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},"model":{"type":"BPE",
            "vocab":{"a":0,"aa":1,"aaaa":2,"aaaaaaaa":3},"merges":["a a","aa aa","aaaa aaaa"]}}
            """);
        var ids = tokenizer.Encode(new string('a', 500_003), false);
        Assert.Equal(62_502, ids.Length);
        Assert.Equal(-1, ids.AsSpan(..^2).IndexOfAnyExcept(3));
        Assert.Equal([1, 0], ids[^2..]);
    }

    [Fact]
    public void Merges_go_by_rank_and_then_from_the_left()
    {
        var tokenizer = TokenizerFixture.Parse(
            """{"model":{"vocab":{"a":0,"b":1,"c":2,"bc":3,"ab":4,"abc":5,"aa":6},"merges":[["b","c"],["a","b"],["a","a"],["a","bc"]]}}""");
        Assert.Equal([5], tokenizer.Encode("abc", false));
        Assert.Equal([4, 4], tokenizer.Encode("abab", false));
        Assert.Equal([6, 0], tokenizer.Encode("aaa", false));
        // Two equal letters merge before "a" and "bc" do, and leave nothing for the third.
        Assert.Equal([6, 3], tokenizer.Encode("aabc", false));
    }

    [Theory]
    [InlineData(false, new[] { 1, 0, 0, 2, 0 })]
    [InlineData(true, new[] { 1, 0, 2, 0 })]
    public void Characters_without_a_token_become_the_unknown_token(bool fuse, int[] ids)
    {
        var tokenizer = TokenizerFixture.Parse(
            """{"model":{"type":"BPE","unk_token":"?","fuse_unk":false,"vocab":{"?":0,"a":1,"b":2},"merges":[]}}"""
                .Replace("false", fuse ? "true" : "false", StringComparison.Ordinal));
        Assert.Equal(ids, tokenizer.Encode("axyb\U0001F600", false));
    }

    [Fact]
    public void A_word_that_is_a_token_stays_one_where_merges_are_to_be_ignored()
    {
        const string File = """{"model":{"ignore_merges":true,"vocab":{"a":0,"b":1,"ab":2,"aba":3},"merges":["a b"]}}""";
        Assert.Equal([3], TokenizerFixture.Parse(File).Encode("aba", false));
        Assert.Equal([2, 0], TokenizerFixture.Parse(File.Replace("true", "false", StringComparison.Ordinal)).Encode("aba", false));
    }

    [Fact]
    public void Tokens_and_ids_are_found_added_ones_too()
    {
        var tokenizer = TokenizerFixture.Load("llama3");
        Assert.Equal(907, tokenizer.VocabularySize);
        Assert.True(tokenizer.TryGetId("<|eot_id|>", out var id));
        Assert.Equal(905, id);
        Assert.Equal("<|eot_id|>", tokenizer.TokenOf(905));
        Assert.True(tokenizer.TryGetId("Ġ", out var space));
        Assert.Equal("Ġ", tokenizer.TokenOf(space));
        Assert.False(tokenizer.TryGetId("no such token", out _));
        Assert.Null(tokenizer.TokenOf(907));
        Assert.Null(tokenizer.TokenOf(-1));
    }

    [Fact]
    public void Many_threads_share_one_tokenizer()
    {
        var tokenizer = TokenizerFixture.Load("llama3");
        var texts = TokenizerFixture.Lines("corpus.jsonl").Select(line => line.GetValue<string>()).ToArray();
        var expected = texts.Select(text => tokenizer.Encode(text, true)).ToArray();
        Parallel.For(0, texts.Length * 8, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, index =>
        {
            Assert.Equal(expected[index % texts.Length], tokenizer.Encode(texts[index % texts.Length], true));
        });
    }

    private static int Scalar(Random random)
    {
        var scalar = random.Next(3) switch { 0 => random.Next(0x80), 1 => random.Next(0x3000), _ => random.Next(0x110000) };
        return scalar is >= 0xD800 and <= 0xDFFF ? 0xFFFD : scalar;
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama3")]
    [InlineData("o200k")]
    public void No_token_stands_for_more_bytes_than_the_tokenizer_says(string name)
    {
        var tokenizer = TokenizerFixture.Load(name);
        var texts = TokenizerFixture.Cases(name).Select(TokenizerFixture.TextOf).OfType<string>().ToList();

        Assert.InRange(tokenizer.MostBytesPerToken, 2, 200);
        Assert.All(texts, text => Assert.InRange(
            tokenizer.Encode(text, false).Length, System.Text.Encoding.UTF8.GetByteCount(text) / tokenizer.MostBytesPerToken, int.MaxValue));
    }
}

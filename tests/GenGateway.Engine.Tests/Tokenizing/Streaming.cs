using System.Text;
using GenGateway.Engine.Tokenizing;

namespace GenGateway.Engine.Tests.Tokenizing;

public sealed class Streaming
{
    [Theory]
    [InlineData("gpt2", 700)]
    [InlineData("llama3", 907)]
    [InlineData("o200k", 808)]
    public void Pieces_of_ids_at_random_join_to_the_decoded_text(string name, int ids)
    {
        var tokenizer = TokenizerFixture.Load(name);
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            // A few ids past the end: they are skipped.
            var sequence = Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(-1, ids + 5)).ToArray();
            AssertStreams(tokenizer, sequence, skipSpecialTokens: round % 2 == 0);
        }
    }

    [Fact]
    public void Bytes_at_random_become_what_a_lossy_reading_of_them_gives_streamed_or_not()
    {
        var tokenizer = TokenizerFixture.Load("gpt2");
        var idOfByte = Enumerable.Range(0, 256)
            .Select(value => tokenizer.TryGetId(ByteAlphabet.CharacterOf((byte)value).ToString(), out var id) ? id : throw new InvalidOperationException())
            .ToArray();
        var random = new Random(8);
        // Bytes that begin, continue and break characters are near each other more often than chance would have it.
        byte[] likely = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xC3, 0xDF, 0xE0, 0xE2, 0xED, 0xEF, 0xBB, 0xBD, 0xF0, 0xF4, 0xF5, 0xFF];
        for (var round = 0; round < 5000; round++)
        {
            var bytes = Enumerable.Range(0, random.Next(1, 24))
                .Select(_ => random.Next(4) == 0 ? (byte)random.Next(256) : likely[random.Next(likely.Length)]).ToArray();
            var ids = bytes.Select(value => idOfByte[value]).ToArray();
            Assert.Equal(Encoding.UTF8.GetString(bytes), tokenizer.Decode(ids, false));
            AssertStreams(tokenizer, ids, skipSpecialTokens: true);
        }
    }

    [Fact]
    public void A_character_appears_when_its_last_byte_is_there()
    {
        var tokenizer = TokenizerFixture.Load("gpt2");
        var decoder = tokenizer.CreateDecoder();
        var pieces = tokenizer.Encode("\U0001F9EE", false).Select(decoder.Append).ToArray();
        Assert.True(pieces.Length > 1);
        Assert.All(pieces[..^1], piece => Assert.Equal("", piece));
        Assert.Equal("\U0001F9EE", pieces[^1]);
        Assert.Equal("", decoder.Flush());
    }

    [Fact]
    public void After_a_flush_the_decoder_begins_anew()
    {
        var tokenizer = TokenizerFixture.Load("gpt2");
        var decoder = tokenizer.CreateDecoder();
        var ids = tokenizer.Encode("\U0001F9EE", false);
        Assert.Equal("", decoder.Append(ids[0]));
        Assert.Equal("\uFFFD", decoder.Flush());
        Assert.Equal("\U0001F9EE", string.Concat(ids.Select(decoder.Append)));
    }

    [Fact]
    public void Special_tokens_show_only_when_asked_for()
    {
        var tokenizer = TokenizerFixture.Load("model-gpt2");
        var ids = tokenizer.Encode("<|im_start|>a", false);
        Assert.Equal("a", string.Concat(ids.Select(tokenizer.CreateDecoder().Append)));
        Assert.Equal("<|im_start|>a", string.Concat(ids.Select(tokenizer.CreateDecoder(skipSpecialTokens: false).Append)));
    }

    [Fact]
    public void Without_a_decoder_section_tokens_are_joined_by_spaces()
    {
        var tokenizer = TokenizerFixture.LoadChanged("gpt2", file => file["decoder"] = null);
        var ids = tokenizer.Encode("ab cd", false);
        var expected = string.Join(' ', ids.Select(tokenizer.TokenOf));
        Assert.Equal(expected, tokenizer.Decode(ids, false));
        AssertStreams(tokenizer, ids, skipSpecialTokens: true);
    }

    [Fact]
    public void Streaming_allocates_nothing_but_the_pieces()
    {
        var tokenizer = TokenizerFixture.Load("gpt2");
        tokenizer.TryGetId("a", out var id);
        var decoder = tokenizer.CreateDecoder();
        decoder.Append(id);
        var taken = Allocation.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
                decoder.Append(id);
        });
        // A string of one character takes 24 bytes.
        Assert.True(taken <= 24_000 + 1_000, $"{taken} bytes");
    }

    private static void AssertStreams(Tokenizer tokenizer, int[] ids, bool skipSpecialTokens)
    {
        var decoder = tokenizer.CreateDecoder(skipSpecialTokens);
        var pieces = ids.Select(decoder.Append).ToList();
        Assert.All(pieces, piece => Assert.False(piece.EndsWith('\uFFFD') || (piece.Length > 0 && char.IsHighSurrogate(piece[^1]))));
        Assert.Equal(tokenizer.Decode(ids, skipSpecialTokens), string.Concat(pieces) + decoder.Flush());
    }
}

using System.Text;
using System.Text.Json.Nodes;
using GenGateway.Engine.Tokenizing;

namespace GenGateway.Engine.Tests.Tokenizing;

public sealed class BadFiles
{
    // Files that the official implementation reads, of kinds that are not supported.
    private static readonly string[] OtherKinds =
        ["unigram", "unigram-untyped", "wordpiece", "pre-metaspace-old", "pre-metaspace-str-rep"];

    // Sections that are not applied here, so the ids are those of the whole text.
    private static readonly string[] NotApplied =
        ["truncation-zero", "truncation-one", "truncation-stride", "padding-fixed", "padding-batch"];

    public static TheoryData<string> Names =>
        [.. TokenizerFixture.Lines("bad.jsonl").Select(line => line["name"]!.GetValue<string>())];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_broken_odd_or_old_file_gives_the_recorded_ids_or_a_complaint_with_its_place(string name)
    {
        var line = TokenizerFixture.Lines("bad.jsonl").Single(line => line["name"]!.GetValue<string>() == name);
        var file = line["text"]!.GetValue<string>();
        var loads = NotApplied.Contains(name) || (line["ids"] is not null && !OtherKinds.Contains(name));
        if (!loads)
        {
            var problem = Assert.Throws<TokenizerFormatException>(() => TokenizerFixture.Parse(file));
            Assert.StartsWith("$", problem.Place, StringComparison.Ordinal);
            Assert.Contains(problem.Place, problem.Message, StringComparison.Ordinal);
            return;
        }
        var tokenizer = TokenizerFixture.Parse(file);
        Assert.Equal(NotApplied.Contains(name) ? [5, 6] : TokenizerFixture.Ids(line["ids"]!), tokenizer.Encode("ab c", true));
        if (line["added_ids"] is { } added)
            Assert.Equal(TokenizerFixture.Ids(added), tokenizer.Encode("<v>a<w>c<u>", true));
    }

    [Theory]
    [InlineData("merge-outside-vocab", "$.model.merges[1]", "'z'")]
    [InlineData("merge-three-words", "$.model.merges[0]", "two tokens, not 3")]
    [InlineData("merge-triple", "$.model.merges[0]", "two tokens, not 3")]
    [InlineData("vocab-fraction", "$.model.vocab['x']", "7.5")]
    [InlineData("added-few-flags", "$.added_tokens[0]", "single_word")]
    [InlineData("model-unknown", "$.model", "'Rnn'")]
    [InlineData("wordpiece", "$.model", "'WordPiece'")]
    [InlineData("unigram-untyped", "$.model", "BPE")]
    [InlineData("normalizer-unknown", "$.normalizer", "'Shout'")]
    [InlineData("pre-unknown", "$.pre_tokenizer", "'Chop'")]
    [InlineData("pre-regex-broken", "$.pre_tokenizer.pattern.Regex", "ends too early")]
    [InlineData("pre-behaviour-unknown", "$.pre_tokenizer.behavior", "'Sideways'")]
    [InlineData("post-unknown", "$.post_processor", "'Wrap'")]
    [InlineData("post-template-no-special", "$.post_processor.special_tokens", "'<s>'")]
    [InlineData("decoder-unknown", "$.decoder", "'Sing'")]
    [InlineData("version-2", "$.version", "2.0")]
    [InlineData("cut", "$", "JSON")]
    public void A_complaint_names_the_place_and_what_stands_there(string name, string place, string problem)
    {
        var line = TokenizerFixture.Lines("bad.jsonl").Single(line => line["name"]!.GetValue<string>() == name);
        var complaint = Assert.Throws<TokenizerFormatException>(() => TokenizerFixture.Parse(line["text"]!.GetValue<string>()));
        Assert.Equal(place, complaint.Place);
        Assert.Contains(problem, complaint.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("neox-spaces", "NFC")]
    [InlineData("added-zoo-bytes", "NFC")]
    [InlineData("qwen2", "NFC")]
    [InlineData("split-zoo-a", "NFC")]
    public void A_file_with_a_normalizer_is_refused_by_its_name(string name, string normalizer)
    {
        var complaint = Assert.Throws<TokenizerFormatException>(() => TokenizerFixture.Load(name));
        Assert.Equal("$.normalizer", complaint.Place);
        Assert.Contains($"'{normalizer}'", complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_value_of_a_wrong_kind_at_any_place_gives_another_exception()
    {
        var good = Small();
        var paths = Paths(JsonNode.Parse(good)!).ToList();
        Assert.True(paths.Count > 60);
        foreach (var path in paths)
        {
            foreach (var value in new[] { "null", "true", "-1", "1e99", "0.5", "\"x\"", "\"\"", "\"\\ud800\"", "[]", "[[]]", "{}", "{\"x\":1}" })
            {
                // A lone surrogate survives only as text, so the value is put in as a mark and replaced in the file.
                var file = JsonNode.Parse(good)!;
                Replace(file, path);
                TryLoad(file.ToJsonString().Replace("\"<mark>\"", value, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void No_damaged_byte_gives_another_exception()
    {
        var good = Encoding.UTF8.GetBytes(Small());
        var random = new Random(20240611);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = good.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            TryLoad(bytes.AsMemory(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length)));
        }
    }

    [Fact]
    public void A_file_nested_too_deep_is_refused()
    {
        var file = string.Concat(Enumerable.Repeat("{\"type\":\"Sequence\",\"pretokenizers\":[", 5000));
        Assert.Throws<TokenizerFormatException>(() => TokenizerFixture.Parse($"{{\"pre_tokenizer\":{file}"));
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused_before_it_is_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var stream = File.OpenWrite(path))
                stream.SetLength(Tokenizer.MaxFileBytes + 1L);
            Assert.Contains("134217728", Assert.Throws<TokenizerFormatException>(() => Tokenizer.Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_token_of_half_a_character_is_refused() =>
        Assert.Throws<TokenizerFormatException>(() => TokenizerFixture.Parse(
            """{"model":{"type":"BPE","vocab":{"a":0,"\ud800":1},"merges":[]}}"""));

    [Fact]
    public void A_template_with_an_id_that_no_token_has_is_refused()
    {
        var complaint = Assert.Throws<TokenizerFormatException>(() => TokenizerFixture.LoadChanged(
            "model-llama", file => file["post_processor"]!["special_tokens"]!["<s>"]!["ids"] = new JsonArray(384)));
        Assert.Equal("$.post_processor.special_tokens.<s>.ids[0]", complaint.Place);
    }

    private static void TryLoad(string file) => TryLoad(Encoding.UTF8.GetBytes(file));

    private static void TryLoad(ReadOnlyMemory<byte> file)
    {
        try
        {
            var tokenizer = Tokenizer.Parse(file);
            tokenizer.Decode(tokenizer.Encode("ab c <u> 12 é", true), false);
        }
        catch (TokenizerFormatException)
        {
            // The only failure there may be.
        }
    }

    private static string Small() =>
        """
        {"version":"1.0","truncation":null,"padding":null,
        "added_tokens":[{"id":0,"content":"<u>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
        "normalizer":{"type":"Sequence","normalizers":[]},
        "pre_tokenizer":{"type":"Sequence","pretokenizers":[
          {"type":"Split","pattern":{"Regex":"(?i:'s)|\\p{N}{1,3}|[a-z]++"},"behavior":"Isolated","invert":false},
          {"type":"Digits","individual_digits":true},{"type":"Punctuation","behavior":"Contiguous"},
          {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]},
        "post_processor":{"type":"Sequence","processors":[{"type":"ByteLevel"},
          {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<u>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
           "special_tokens":{"<u>":{"id":"<u>","ids":[0],"tokens":["<u>"]}}}]},
        "decoder":{"type":"ByteLevel"},
        "model":{"type":"BPE","dropout":null,"unk_token":"<u>","continuing_subword_prefix":"","end_of_word_suffix":"","fuse_unk":false,
          "byte_fallback":false,"ignore_merges":true,"vocab":{"<u>":0,"a":1,"b":2,"c":3,"Ġ":4,"ab":5,"Ġc":6},"merges":["a b","Ġ c"]}}
        """;

    private static IEnumerable<object[]> Paths(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Prefixed(member.Key, member.Value)),
        JsonArray items => items.SelectMany((item, index) => Prefixed(index, item)),
        _ => [],
    };

    private static IEnumerable<object[]> Prefixed(object step, JsonNode? node) =>
        Paths(node).Prepend([]).Select(path => (object[])[step, .. path]);

    private static void Replace(JsonNode file, object[] path)
    {
        foreach (var step in path[..^1])
            file = (step is int index ? file[index] : file[(string)step])!;
        if (path[^1] is int last)
            file[last] = "<mark>";
        else
            file[(string)path[^1]] = "<mark>";
    }
}

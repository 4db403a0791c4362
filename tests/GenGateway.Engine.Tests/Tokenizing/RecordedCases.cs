using System.Text.Json.Nodes;
using GenGateway.Engine.Tokenizing;

namespace GenGateway.Engine.Tests.Tokenizing;

public sealed class RecordedCases
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("gpt2-prefix-space")]
    [InlineData("roberta")]
    [InlineData("llama3")]
    [InlineData("deepseek")]
    [InlineData("falcon")]
    [InlineData("digits-bytelevel")]
    [InlineData("o200k")]
    [InlineData("bloom")]
    public void Ids_text_and_streamed_pieces_equal_the_official_implementation(string name)
    {
        var tokenizer = TokenizerFixture.Load(name);
        var failures = TokenizerFixture.Cases(name).SelectMany(line => Differences(tokenizer, line)).ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} differences:\n{string.Join('\n', failures.Take(10))}");
    }

    // Their normalizers are not supported, but leave texts below U+0300 as they are; so the rest of the file can be held to the record.
    [Theory]
    [InlineData("neox-spaces")]
    [InlineData("added-zoo-bytes")]
    [InlineData("qwen2")]
    public void Without_its_normalizer_a_file_encodes_texts_that_it_would_not_change_as_recorded(string name)
    {
        var tokenizer = TokenizerFixture.LoadChanged(name, file => file["normalizer"] = null);
        var cases = TokenizerFixture.Cases(name).Where(line => TokenizerFixture.TextOf(line)?.All(c => c < 0x300) ?? true).ToList();
        Assert.True(cases.Count > 150);
        var failures = cases.SelectMany(line => Differences(tokenizer, line)).ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} differences:\n{string.Join('\n', failures.Take(10))}");
    }

    [Fact]
    public void Every_way_to_split_at_a_pattern_gives_the_recorded_ids()
    {
        var tokenizer = TokenizerFixture.LoadChanged("split-zoo-a", file => file["normalizer"] = file["decoder"] = null);
        var cases = TokenizerFixture.Cases("split-zoo-a").Where(line => TokenizerFixture.TextOf(line)?.All(c => c < 0x300) ?? false).ToList();
        Assert.True(cases.Count > 150);
        Assert.All(cases.Where(line => line["ids"] is not null && line["pair"] is null), line =>
            Assert.Equal(TokenizerFixture.Ids(line["ids"]!), tokenizer.Encode(TokenizerFixture.TextOf(line)!, true)));
    }

    [Theory]
    [InlineData("model-gpt2")]
    [InlineData("model-llama")]
    public void Prompts_of_the_reference_models_give_their_ids(string name)
    {
        var tokenizer = TokenizerFixture.Load(name);
        foreach (var line in TokenizerFixture.Lines(Path.Combine(name, "references.jsonl")))
        {
            var special = line["ids"] is not null;
            Assert.Equal(TokenizerFixture.Ids(line[special ? "ids" : "raw"]!), tokenizer.Encode(TokenizerFixture.TextOf(line)!, special));
        }
    }

    private static IEnumerable<string> Differences(Tokenizer tokenizer, JsonNode line)
    {
        if (line["pair"] is not null)
            yield break;
        var input = TokenizerFixture.TextOf(line);
        var ids = TokenizerFixture.Ids((line["ids"] ?? line["decode"])!);
        var raw = line["raw"] is { } bare ? TokenizerFixture.Ids(bare) : ids;
        var text = line["text"]?.GetValue<string>() ?? input;
        if (input is not null)
        {
            if (!tokenizer.Encode(input, true).SequenceEqual(ids))
                yield return $"ids of {line.ToJsonString()}: {string.Join(',', tokenizer.Encode(input, true))}";
            if (!tokenizer.Encode(input, false).SequenceEqual(raw))
                yield return $"raw ids of {line.ToJsonString()}: {string.Join(',', tokenizer.Encode(input, false))}";
        }
        if (tokenizer.Decode(ids, true) != text)
            yield return $"text of {line.ToJsonString()}: {tokenizer.Decode(ids, true)}";
        if (tokenizer.Decode(ids, false) != (line["full"]?.GetValue<string>() ?? text))
            yield return $"full text of {line.ToJsonString()}: {tokenizer.Decode(ids, false)}";
        if (line["pieces"] is not JsonArray pieces)
            yield break;
        var decoder = tokenizer.CreateDecoder();
        var streamed = raw.Select(decoder.Append).ToArray();
        if (!streamed.SequenceEqual(pieces.Select(piece => piece?.GetValue<string>() ?? "")))
            yield return $"pieces of {line.ToJsonString()}: {string.Join('|', streamed)}";
        if (decoder.Flush() != (line["rest"]?.GetValue<string>() ?? ""))
            yield return $"rest of {line.ToJsonString()}";
    }
}

using System.Text;
using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Loading;

namespace GenGateway.Engine.Tests.Text.Loading;

/// <summary>Missing, damaged and foreign folders: each error names the file, what was found and what was expected.</summary>
public sealed class ModelLoadTests
{
    [Theory]
    [InlineData("config.json", "no such file; expected the model's configuration in the Hugging Face layout")]
    [InlineData("tokenizer.json", "no such file; expected the tokenizer in the format of Hugging Face's tokenizers")]
    public void A_missing_file_is_named(string file, string problem)
    {
        using var folder = new ModelCopy("gpt2");
        File.Delete(folder.PathOf(file));
        AssertRefused(folder, file, problem);
    }

    [Theory]
    [InlineData("config.json", "{ \"n_positions\": 256,", "found text that is not JSON at line 1, byte ")]
    [InlineData("config.json", "", "found text that is not JSON at line 1, byte 1; expected a JSON object")]
    [InlineData("config.json", "[1, 2]", "found a JSON Array; expected an object")]
    [InlineData("config.json", "{}", "found no context length; expected max_position_embeddings, n_positions or n_ctx")]
    [InlineData("config.json", "{\"n_positions\": 0}", "found a context length of 0; expected 1 to 16777216")]
    [InlineData("config.json", "{\"n_positions\": \"many\"}", "\"many\"; expected a whole number")]
    [InlineData("config.json", "{\"n_positions\": 256, \"is_encoder_decoder\": true}", "found is_encoder_decoder true; expected a decoder-only model")]
    [InlineData("config.json", "{\"n_positions\": 256, \"eos_token_id\": \"</s>\"}", "found eos_token_id \"</s>\"; expected a token id or a list of them")]
    [InlineData("config.json", "{\"n_positions\": 256, \"n_layer\": 3}", null, "found 2 layers with a cache; expected 3, as config.json says")]
    [InlineData("config.json", "{\"n_positions\": 256, \"n_head\": 8}", null, "found 4 key/value heads; expected 8, as config.json says")]
    [InlineData("config.json", "{\"n_positions\": 256, \"n_head\": 4, \"n_embd\": 128}", null, "found 16 head size; expected 32, as config.json says")]
    [InlineData("generation_config.json", "not json", "found text that is not JSON at line 1, byte ")]
    [InlineData("generation_config.json", "{\"do_sample\": true, \"top_p\": 7}", "found top_p 7; expected a number from 0 to 1")]
    [InlineData("tokenizer.json", "{", "tokenizer.json: ")]
    [InlineData("tokenizer_config.json", "{\"chat_template\": 5}", "found a chat_template of kind Number; expected a string or a list of named templates")]
    [InlineData("model.onnx", "", "found an empty file; expected an ONNX graph")]
    [InlineData("model.onnx", "hello", "found a damaged or cut-off file")]
    [InlineData("model.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0", "found a Git LFS pointer; expected the ONNX graph itself")]
    public void A_damaged_file_is_named_with_what_was_found_and_expected(string file, string content, string? problem, string? problemInGraph = null)
    {
        using var folder = new ModelCopy("gpt2");
        File.WriteAllText(folder.PathOf(file), content);
        AssertRefused(folder, problemInGraph is null ? file : "model.onnx", problemInGraph ?? problem!);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    [InlineData(400_000)]
    public void A_graph_cut_off_anywhere_is_refused_before_it_is_loaded(int bytes)
    {
        using var folder = new ModelCopy("llama");
        using (var file = new FileStream(folder.PathOf("model.onnx"), FileMode.Open))
        {
            file.SetLength(bytes);
        }

        AssertRefused(folder, "model.onnx", "found a damaged or cut-off file");
    }

    [Fact]
    public void A_graph_with_bytes_changed_never_does_worse_than_a_load_error()
    {
        var random = new Random(5);
        var original = File.ReadAllBytes(Path.Combine(ModelFixture.Folder("gpt2"), "model.onnx"));
        using var folder = new ModelCopy("gpt2");
        for (var round = 0; round < 40; round++)
        {
            var bytes = original.ToArray();
            for (var i = 0; i < 8; i++)
            {
                bytes[random.Next(2_000)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(folder.PathOf("model.onnx"), bytes);
            try
            {
                GraphOutline.Read(folder.PathOf("model.onnx"));
            }
            catch (ModelLoadException)
            {
                // The one answer that is allowed besides success.
            }
        }
    }

    [Fact]
    public void A_missing_folder_and_an_empty_one_are_told_apart()
    {
        var missing = Assert.Throws<ModelLoadException>(() => TextModel.Load("/no/such/model"));
        Assert.Equal("/no/such/model: no such folder", missing.Message);

        using var folder = new ModelCopy("gpt2");
        File.Delete(folder.PathOf("model.onnx"));
        Assert.Contains("found no ONNX graph; expected model.onnx or onnx/model.onnx", Refusal(folder).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_onnxruntime_genai_is_refused_by_name()
    {
        using var folder = new ModelCopy("gpt2");
        File.Move(folder.PathOf("config.json"), folder.PathOf("genai_config.json"));
        AssertRefused(folder, "config.json", "no such file; found genai_config.json, the layout of onnxruntime-genai; expected the Hugging Face layout");
    }

    [Theory]
    [InlineData(new[] { "input_ids", "encoder_hidden_states" }, "found the input encoder_hidden_states of an encoder-decoder model; expected a decoder with")]
    [InlineData(new[] { "input_ids", "use_cache_branch", "past_key_values.0.key" }, "found the input use_cache_branch of a merged graph; expected a decoder with")]
    [InlineData(new[] { "input_ids", "attention_mask" }, "found no cache: the inputs are attention_mask, input_ids; expected a decoder with")]
    [InlineData(new[] { "inputs_embeds", "past_key_values.0.key" }, "found no input input_ids")]
    [InlineData(new[] { "input_ids", "past_key_values.0.key", "past_key_values.0.value", "past_conv.0" }, "found the input past_conv.0; expected")]
    [InlineData(new[] { "input_ids", "past_key_values.0.key" }, "found no output logits")]
    public void A_graph_of_another_layout_is_refused_by_its_input(string[] inputs, string problem)
    {
        using var folder = new ModelCopy("gpt2");
        File.WriteAllBytes(folder.PathOf("model.onnx"), TinyGraph.Write(inputs, ["present.0.key"], ["Identity"]));
        AssertRefused(folder, "model.onnx", problem);
    }

    [Fact]
    public void Group_query_attention_is_refused_by_name()
    {
        using var folder = new ModelCopy("gpt2");
        File.WriteAllBytes(folder.PathOf("model.onnx"), TinyGraph.Write(
            ["input_ids", "attention_mask", "past_key_values.0.key", "past_key_values.0.value"], ["logits", "present.0.key", "present.0.value"], ["GroupQueryAttention"]));
        AssertRefused(folder, "model.onnx", "found the operator GroupQueryAttention, which keeps its cache in shared buffers of a fixed size; expected");
    }

    [Fact]
    public void A_missing_file_of_weights_is_named()
    {
        using var folder = new ModelCopy("gpt2");
        File.WriteAllBytes(folder.PathOf("model.onnx"), TinyGraph.Write(["input_ids"], ["logits"], [], externalFile: "model.onnx_data"));
        AssertRefused(folder, "model.onnx_data", "no such file; model.onnx keeps weights in it");
    }

    [Fact]
    public void A_valid_graph_that_ONNX_Runtime_refuses_is_a_load_error_with_its_reason()
    {
        using var folder = new ModelCopy("gpt2");
        File.WriteAllBytes(folder.PathOf("model.onnx"), TinyGraph.Write(
            ["input_ids", "past_key_values.0.key", "past_key_values.0.value"], ["logits", "present.0.key", "present.0.value"], ["NoSuchOperator"]));
        AssertRefused(folder, "model.onnx", "found a graph that cannot be loaded (ONNX Runtime: ");
    }

    [Fact]
    public void The_graph_at_the_root_comes_first_then_the_one_in_onnx_then_reduced_ones()
    {
        using var folder = new ModelCopy("gpt2");
        var root = folder.PathOf("model.onnx");
        var inner = folder.PathOf(Path.Combine("onnx", "model.onnx"));
        var half = folder.PathOf(Path.Combine("onnx", "model_fp16.onnx"));
        Directory.CreateDirectory(folder.PathOf("onnx"));
        File.Copy(root, inner);
        File.Copy(root, half);

        Assert.Equal(root, GraphChoice.Choose(folder.Folder).Path);
        File.Delete(root);
        Assert.Equal(inner, GraphChoice.Choose(folder.Folder).Path);

        // A layout that does not run is passed over while there is another.
        File.WriteAllBytes(inner, TinyGraph.Write(["input_ids"], ["logits"], []));
        Assert.Equal(half, GraphChoice.Choose(folder.Folder).Path);
        File.Delete(half);
        Assert.Contains("no cache", Assert.Throws<ModelLoadException>(() => GraphChoice.Choose(folder.Folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"temperature\": 0.6, \"top_k\": 20}", null, null)]
    [InlineData("{\"do_sample\": false, \"temperature\": 0.6}", null, null)]
    [InlineData("{\"do_sample\": true, \"temperature\": 0.6, \"top_k\": 20, \"top_p\": 0.95}", 0.6, 20)]
    [InlineData("{\"do_sample\": true, \"top_k\": 0}", null, null)]
    public void Recommended_sampling_is_read_only_where_the_authors_sample(string file, double? temperature, int? topK)
    {
        using var folder = new ModelCopy("gpt2");
        File.WriteAllText(folder.PathOf("generation_config.json"), file);
        var defaults = DecoderFolder.Read(folder.Folder).Defaults;
        Assert.Equal((temperature, topK), (defaults.Temperature, defaults.TopK));
    }

    [Fact]
    public void End_tokens_are_those_of_all_three_files()
    {
        using var folder = new ModelCopy("gpt2");
        Assert.Equal([2, 4], DecoderFolder.Read(folder.Folder).EndIds.Order());

        folder.Replace("config.json", "\"eos_token_id\": [\n    2,\n    4\n  ]", "\"eos_token_id\": 7");
        File.WriteAllText(folder.PathOf("generation_config.json"), "{\"eos_token_id\": [9]}");
        Assert.Equal([4, 7, 9], DecoderFolder.Read(folder.Folder).EndIds.Order());
    }

    [Fact]
    public void Chat_templates_are_read_from_wherever_a_folder_keeps_them()
    {
        using var folder = new ModelCopy("gpt2");
        File.Delete(folder.PathOf("chat_template.jinja"));
        Assert.Null(TokenizerConfig.Read(folder.Folder).ChatTemplate);

        Write("{\"chat_template\": \"one\", \"bos_token\": {\"content\": \"<s>\"}, \"eos_token\": null}");
        var config = TokenizerConfig.Read(folder.Folder);
        Assert.Equal("one", config.ChatTemplate);
        Assert.Equal("<s>", Assert.Single(config.SpecialTokens, token => token.Key == "bos_token").Value);

        Write("{\"chat_template\": [{\"name\": \"default\", \"template\": \"two\"}, {\"name\": \"tool_use\", \"template\": \"three\"}]}");
        config = TokenizerConfig.Read(folder.Folder);
        Assert.Equal("two", config.ChatTemplate);

        File.WriteAllText(folder.PathOf("chat_template.jinja"), "four");
        config = TokenizerConfig.Read(folder.Folder);
        Assert.Equal("four", config.ChatTemplate);

        void Write(string text) => File.WriteAllText(folder.PathOf("tokenizer_config.json"), text, new UTF8Encoding(false));
    }

    [Theory]
    [InlineData("config.json", """{"model_type": "\ud800"}""")]
    [InlineData("tokenizer_config.json", """{"bos_token": "\udc00"}""")]
    [InlineData("tokenizer_config.json", """{"x\ud800_token": "<s>"}""")]
    [InlineData("tokenizer_config.json", """{"chat_template": "\ud800"}""")]
    public void Half_a_character_in_a_file_is_told_of_the_file(string file, string text)
    {
        using var folder = new ModelCopy("gpt2");
        File.WriteAllText(folder.PathOf(file), text, new UTF8Encoding(false));
        AssertRefused(folder, file, "half a character");
    }

    private static ModelLoadException Refusal(ModelCopy folder) => Assert.Throws<ModelLoadException>(() => TextModel.Load(folder.Folder));

    private static void AssertRefused(ModelCopy folder, string file, string problem)
    {
        var refusal = Refusal(folder);
        Assert.Equal(folder.PathOf(file), refusal.File);
        Assert.StartsWith(folder.PathOf(file) + ": ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}

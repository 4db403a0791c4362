using System.Text.Json;

namespace GenGateway.Engine.Text.Loading;

/// <summary>What <c>config.json</c> says of a decoder; a size is null where the file does not say.</summary>
internal sealed record DecoderConfig(
    string ModelType, int ContextLength, int? VocabularySize, int? Layers, int? KeyValueHeads, int? HeadSize, IReadOnlyList<int> EndIds)
{
    private const int MaxContext = 1 << 24;

    /// <exception cref="ModelLoadException">The file is missing, damaged, or not about a decoder.</exception>
    public static DecoderConfig Read(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        if (JsonFile.TryRead(path) is not { } root)
        {
            throw new ModelLoadException(path, File.Exists(Path.Combine(folder, "genai_config.json"))
                ? "no such file; found genai_config.json, the layout of onnxruntime-genai; expected the Hugging Face layout with config.json"
                : "no such file; expected the model's configuration in the Hugging Face layout");
        }

        if (root.Find("is_encoder_decoder") is { ValueKind: JsonValueKind.True })
        {
            throw new ModelLoadException(path, "found is_encoder_decoder true; expected a decoder-only model");
        }

        // Models that also read images keep the decoder's numbers one level down.
        var text = root.Find("text_config") is { ValueKind: JsonValueKind.Object } inner ? inner : root;
        var heads = Number(path, text, "num_attention_heads", "n_head", "num_heads");
        var hidden = Number(path, text, "hidden_size", "n_embd", "d_model");
        return new DecoderConfig(
            root.Find("model_type") is { ValueKind: JsonValueKind.String } type ? type.GetString()! : "unknown",
            Context(path, text),
            Number(path, text, "vocab_size"),
            Number(path, text, "num_hidden_layers", "n_layer", "num_layers"),
            Number(path, text, "num_key_value_heads", "num_kv_heads") ?? heads,
            Number(path, text, "head_dim") ?? (heads > 0 && hidden % heads == 0 ? hidden / heads : null),
            [.. TokenIds(path, root, "eos_token_id"), .. TokenIds(path, text, "eos_token_id")]);
    }

    /// <summary>The ids under <paramref name="name"/>: a number, a list of numbers, or nothing.</summary>
    public static IEnumerable<int> TokenIds(string path, JsonElement element, string name)
    {
        if (element.Find(name) is not { } value)
        {
            return [];
        }

        JsonElement[] ids = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        return ids.Select(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number)
            ? number
            : throw new ModelLoadException(path, $"found {name} {value.GetRawText()}; expected a token id or a list of them"));
    }

    private static int Context(string path, JsonElement text)
    {
        var length = Number(path, text, "max_position_embeddings", "n_positions", "n_ctx")
            ?? throw new ModelLoadException(path, "found no context length; expected max_position_embeddings, n_positions or n_ctx");
        return length is > 0 and <= MaxContext
            ? length
            : throw new ModelLoadException(path, $"found a context length of {length}; expected 1 to {MaxContext}");
    }

    private static int? Number(string path, JsonElement element, params ReadOnlySpan<string> names) =>
        element.Find(names) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
            { } value => throw new ModelLoadException(path, $"found {string.Join(" or ", names!)} {value.GetRawText()}; expected a whole number"),
        };
}

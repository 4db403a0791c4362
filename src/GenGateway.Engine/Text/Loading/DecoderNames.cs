using System.Globalization;

namespace GenGateway.Engine.Text.Loading;

/// <summary>The names of a decoder's inputs and outputs in the Hugging Face layout, and what else the engine does not run.</summary>
internal static class DecoderNames
{
    public const string InputIds = "input_ids";
    public const string AttentionMask = "attention_mask";
    public const string PositionIds = "position_ids";
    public const string LogitsToKeep = "num_logits_to_keep";
    public const string Logits = "logits";

    private const string Past = "past_key_values.";
    private const string Supported =
        "a decoder with input_ids, attention_mask, (position_ids), past_key_values.N.key and .value, giving logits, present.N.key and .value";

    public static string PastKey(int layer) => string.Create(CultureInfo.InvariantCulture, $"{Past}{layer}.key");

    public static string PastValue(int layer) => string.Create(CultureInfo.InvariantCulture, $"{Past}{layer}.value");

    public static string PresentKey(int layer) => string.Create(CultureInfo.InvariantCulture, $"present.{layer}.key");

    public static string PresentValue(int layer) => string.Create(CultureInfo.InvariantCulture, $"present.{layer}.value");

    /// <summary>The layers that have a cache, in ascending order. Inputs are not ordered by layer, so names decide.</summary>
    public static int[] Layers(IEnumerable<string> inputs) =>
        [.. inputs.Select(LayerOf).Where(layer => layer >= 0).Distinct().Order()];

    /// <summary>Why a graph with these names cannot run here, naming what was found and what is expected; null when it can.</summary>
    public static string? Refusal(GraphOutline graph)
    {
        var inputs = graph.Inputs.ToHashSet();
        if (inputs.Contains("encoder_hidden_states") || inputs.Contains("decoder_input_ids"))
        {
            return Refuse("the input encoder_hidden_states of an encoder-decoder model");
        }

        if (inputs.Contains("use_cache_branch"))
        {
            return Refuse("the input use_cache_branch of a merged graph");
        }

        if (graph.Operators.Contains("GroupQueryAttention"))
        {
            return Refuse("the operator GroupQueryAttention, which keeps its cache in shared buffers of a fixed size", " by plain attention");
        }

        if (!inputs.Contains(InputIds))
        {
            return Refuse($"no input {InputIds} (but {List(inputs)})");
        }

        var layers = Layers(inputs);
        if (layers.Length == 0)
        {
            return Refuse($"no cache: the inputs are {List(inputs)}");
        }

        string[] known = [InputIds, AttentionMask, PositionIds, LogitsToKeep, .. layers.Select(PastKey), .. layers.Select(PastValue)];
        if (inputs.Except(known).Order(StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            return Refuse($"the input {unknown}");
        }

        var outputs = graph.Outputs.ToHashSet();
        string[] needed = [Logits, .. layers.Select(PresentKey), .. layers.Select(PresentValue)];
        if (needed.FirstOrDefault(name => !outputs.Contains(name)) is { } missing)
        {
            return Refuse($"no output {missing} (but {List(outputs)})");
        }

        return layers.Select(PastKey).Concat(layers.Select(PastValue)).FirstOrDefault(name => !inputs.Contains(name)) is { } half
            ? Refuse($"no input {half}")
            : null;
    }

    private static string Refuse(string found, string more = "") => $"found {found}; expected {Supported}{more}";

    private static string List(IEnumerable<string> names)
    {
        const int Shown = 6;
        var all = names.Order(StringComparer.Ordinal).ToList();
        return string.Join(", ", all.Take(Shown)) + (all.Count > Shown ? $" and {all.Count - Shown} more" : "");
    }

    private static int LayerOf(string input)
    {
        if (!input.StartsWith(Past, StringComparison.Ordinal))
        {
            return -1;
        }

        var rest = input.AsSpan(Past.Length);
        var dot = rest.IndexOf('.');
        return dot > 0 && rest[dot..] is ".key" or ".value"
            && int.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
                ? layer
                : -1;
    }
}

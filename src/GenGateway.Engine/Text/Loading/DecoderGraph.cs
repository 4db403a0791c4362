using GenGateway.Engine.Runtime;

namespace GenGateway.Engine.Text.Loading;

/// <summary>The sizes and types of a decoder, taken from the session's own inputs and outputs.</summary>
/// <param name="Layers">Numbers of the layers that have a cache, ascending.</param>
/// <param name="KeyValueHeads">Heads of a layer's cache.</param>
/// <param name="HeadSize">Elements of one head.</param>
/// <param name="CacheType">Float32 or Float16.</param>
/// <param name="LogitsType">Float32 or Float16; it may differ from the cache's.</param>
/// <param name="VocabularySize">Logits per row.</param>
/// <param name="HasAttentionMask">Whether the graph takes <c>attention_mask</c>.</param>
/// <param name="HasPositionIds">Whether the graph takes <c>position_ids</c>.</param>
/// <param name="HasLogitsToKeep">Whether the graph can be asked for the last row's logits only.</param>
internal sealed record DecoderGraph(
    int[] Layers, int KeyValueHeads, int HeadSize, OrtElementType CacheType, OrtElementType LogitsType, int VocabularySize,
    bool HasAttentionMask, bool HasPositionIds, bool HasLogitsToKeep)
{
    /// <summary>Bytes of keys and values that one token takes in all layers.</summary>
    public long CacheBytesPerToken =>
        2L * Layers.Length * KeyValueHeads * HeadSize * (CacheType == OrtElementType.Float16 ? 2 : 4);

    /// <exception cref="ModelLoadException">A type or shape is not a decoder's, or contradicts <paramref name="config"/>.</exception>
    public static DecoderGraph Read(OrtSession session, string path, DecoderConfig config)
    {
        var inputs = session.Inputs.ToDictionary(port => port.Name);
        var layers = DecoderNames.Layers(inputs.Keys);
        Agree(path, "layers with a cache", layers.Length, config.Layers);

        foreach (var name in new[] { DecoderNames.InputIds, DecoderNames.AttentionMask, DecoderNames.PositionIds })
        {
            if (inputs.TryGetValue(name, out var port) && (port.Type != OrtElementType.Int64 || port.Dimensions.Length != 2))
            {
                throw new ModelLoadException(path, $"found input {port}; expected Int64 [batch, sequence]");
            }
        }

        if (inputs.TryGetValue(DecoderNames.LogitsToKeep, out var keep) && (keep.Type != OrtElementType.Int64 || keep.Dimensions.Length != 0))
        {
            throw new ModelLoadException(path, $"found input {keep}; expected an Int64 scalar");
        }

        var caches = layers.SelectMany(layer => new[] { inputs[DecoderNames.PastKey(layer)], inputs[DecoderNames.PastValue(layer)] }).ToList();
        foreach (var cache in caches)
        {
            if (!IsFloat(cache.Type) || cache.Type != caches[0].Type || cache.Dimensions.Length != 4)
            {
                throw new ModelLoadException(path, $"found input {cache}; expected one type, Float32 or Float16, and [batch, heads, past, head size] for every cache");
            }
        }

        var logits = session.Outputs.First(port => port.Name == DecoderNames.Logits);
        if (!IsFloat(logits.Type) || logits.Dimensions.Length != 3)
        {
            throw new ModelLoadException(path, $"found output {logits}; expected Float32 or Float16 [batch, sequence, vocabulary]");
        }

        return new DecoderGraph(
            layers,
            Size(path, "key/value heads", caches.Select(cache => cache.Dimensions[1]), config.KeyValueHeads),
            Size(path, "head size", caches.Select(cache => cache.Dimensions[3]), config.HeadSize),
            caches[0].Type,
            logits.Type,
            logits.Dimensions[2] > 0 ? (int)logits.Dimensions[2] : Size(path, "vocabulary", [-1], config.VocabularySize),
            inputs.ContainsKey(DecoderNames.AttentionMask),
            inputs.ContainsKey(DecoderNames.PositionIds),
            inputs.ContainsKey(DecoderNames.LogitsToKeep));
    }

    private static bool IsFloat(OrtElementType type) => type is OrtElementType.Float32 or OrtElementType.Float16;

    // A graph may leave a size open (a symbol): then the configuration decides. Where both speak they must agree.
    private static int Size(string path, string what, IEnumerable<long> inGraph, int? inConfig)
    {
        var sizes = inGraph.Distinct().ToList();
        if (sizes is not [var size])
        {
            throw new ModelLoadException(path, $"found layers with different {what} ({string.Join(", ", sizes)}); expected one size");
        }

        if (size > 0)
        {
            Agree(path, what, (int)size, inConfig);
            return (int)size;
        }

        return inConfig ?? throw new ModelLoadException(path, $"found no number for {what}, neither in the graph nor in config.json");
    }

    private static void Agree(string path, string what, int inGraph, int? inConfig)
    {
        if (inConfig is { } expected && expected != inGraph)
        {
            throw new ModelLoadException(path, $"found {inGraph} {what}; expected {expected}, as config.json says");
        }
    }
}

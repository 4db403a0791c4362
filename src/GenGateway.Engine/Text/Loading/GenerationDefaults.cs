using System.Text.Json;

namespace GenGateway.Engine.Text.Loading;

/// <summary>What a model's authors recommend in <c>generation_config.json</c>; null where they recommend nothing.</summary>
/// <remarks>
/// The engine does not apply these by itself: a caller puts them where its request is silent. A file whose <c>do_sample</c> is false
/// or absent gives no sampling defaults, as its numbers then describe something that its authors do not use.
/// </remarks>
public sealed record GenerationDefaults
{
    /// <summary>Nothing recommended.</summary>
    public static GenerationDefaults None { get; } = new();

    /// <summary>Divides the logits; above 0.</summary>
    public double? Temperature { get; init; }

    /// <summary>How many of the likeliest tokens to keep; at least 1.</summary>
    public int? TopK { get; init; }

    /// <summary>The mass of likeliest tokens to keep; above 0, at most 1.</summary>
    public double? TopP { get; init; }

    /// <summary>The least probability, as a share of the likeliest token's; 0 to 1.</summary>
    public double? MinP { get; init; }

    /// <summary>Weakens tokens already seen when above 1.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>The recommendations and the end ids of the file; none when it is not there.</summary>
    /// <exception cref="ModelLoadException">The file is damaged.</exception>
    internal static (GenerationDefaults Defaults, IReadOnlyList<int> EndIds) Read(string folder)
    {
        var path = Path.Combine(folder, "generation_config.json");
        if (JsonFile.TryRead(path) is not { } root)
        {
            return (None, []);
        }

        int[] endIds = [.. DecoderConfig.TokenIds(path, root, "eos_token_id")];
        if (root.Find("do_sample") is not { ValueKind: JsonValueKind.True })
        {
            return (None, endIds);
        }

        var topK = Number(path, root, "top_k", 0, int.MaxValue);
        return (new GenerationDefaults
        {
            Temperature = Number(path, root, "temperature", 0, 100),
            TopK = topK > 0 ? (int)topK : null,
            TopP = Number(path, root, "top_p", 0, 1),
            MinP = Number(path, root, "min_p", 0, 1),
            RepetitionPenalty = Number(path, root, "repetition_penalty", double.Epsilon, 100),
        }, endIds);
    }

    private static double? Number(string path, JsonElement root, string name, double least, double most) =>
        root.Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value when value.GetDouble() is var number && number >= least && number <= most => number,
            { } value => throw new ModelLoadException(path, $"found {name} {value.GetRawText()}; expected a number from {least:G3} to {most:G9}"),
        };
}

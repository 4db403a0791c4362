using System.Globalization;
using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Reading;

/// <summary>The fields that say how text is generated; every text surface calls them the same.</summary>
internal static class TextFields
{
    private const int MostStops = 16;

    /// <summary>Reads all but the token limit, whose name and default differ.</summary>
    public static TextParameters Read(Fields fields, int? maxTokens) => new()
    {
        MaxTokens = maxTokens,
        Temperature = fields.Number("temperature", 0, 2),
        TopP = fields.Number("top_p", 0, 1),
        TopK = fields.Small("top_k", -1),
        MinP = fields.Number("min_p", 0, 1),
        RepetitionPenalty = fields.Number("repetition_penalty", 0.001, 100),
        FrequencyPenalty = fields.Number("frequency_penalty", -2, 2),
        PresencePenalty = fields.Number("presence_penalty", -2, 2),
        LogitBias = LogitBias(fields),
        Seed = Seed(fields),
        Stop = Stop(fields),
    };

    // Minus one means "draw one" on every surface of the contract.
    private static long? Seed(Fields fields) => fields.Integer("seed", long.MinValue, long.MaxValue) is { } seed and not -1 ? seed : null;

    private static Dictionary<int, double>? LogitBias(Fields fields)
    {
        if (fields.Any("logit_bias") is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Object)
        {
            fields.Faults.Add("logit_bias", $"logit_bias must be an object of token ids and numbers, not {Fields.KindOf(value)}.");
            return null;
        }

        var biases = new Dictionary<int, double>();
        foreach (var property in value.EnumerateObject())
        {
            var token = JsonText.NameOf(property);
            if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                fields.Faults.Add($"logit_bias.{token}", "The names in logit_bias must be token ids.");
            else if (!Numbers.TryReal(property.Value, out var bias) || bias is < -100 or > 100)
                fields.Faults.Add($"logit_bias.{token}", $"logit_bias.{token} must be a number between -100 and 100.");
            else
                biases[id] = bias;
        }

        return biases.Count == 0 ? null : biases;
    }

    private static string[] Stop(Fields fields)
    {
        if (fields.Any("stop") is not { } value)
            return [];
        var path = fields.PathOf("stop");
        if (value.ValueKind == JsonValueKind.String)
            return StopText(value, path, fields.Faults) is { } only ? [only] : [];
        if (value.ValueKind != JsonValueKind.Array)
        {
            fields.Faults.Add(path, $"{path} must be a string or an array of strings, not {Fields.KindOf(value)}.");
            return [];
        }

        if (value.GetArrayLength() > MostStops)
        {
            fields.Faults.Add(path, $"{path} may have at most {MostStops} entries; this one has {value.GetArrayLength()}.");
            return [];
        }

        var stops = new string[value.GetArrayLength()];
        for (var i = 0; i < stops.Length; i++)
        {
            if (StopText(value[i], $"{path}[{i}]", fields.Faults) is not { } stop)
                return [];
            stops[i] = stop;
        }

        return stops;
    }

    private static string? StopText(JsonElement item, string path, Faults faults)
    {
        if (item.ValueKind != JsonValueKind.String)
            faults.Add(path, $"{path} must be a string, not {Fields.KindOf(item)}.");
        else if (JsonText.Of(item) is { Length: > 0 } stop)
            return stop;
        else
            faults.Add(path, $"{path} must not be empty: an empty text would end every answer at once.");
        return null;
    }
}

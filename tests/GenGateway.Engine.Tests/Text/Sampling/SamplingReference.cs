using System.Globalization;
using System.Text.Json;
using GenGateway.Engine.Text.Sampling;

namespace GenGateway.Engine.Tests.Text.Sampling;

/// <summary>One row of logits and one setting of <c>sampling.json</c>, with what transformers' processors left of them.</summary>
internal sealed record SamplingReference(
    string Name, float[] Logits, double Tolerance, SamplingOptions Options, bool IsEdge, int[] Tokens, double[] Probabilities, int[] Prompt, int[] Generated)
{
    public static IReadOnlyList<SamplingReference> ReadAll()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(ModelFixture.SamplingFile));
        var root = document.RootElement;
        var vectors = root.GetProperty("vectors").EnumerateArray().ToList();
        var (prompt, generated) = (Integers(root.GetProperty("prompt")), Integers(root.GetProperty("generated")));
        return
        [
            .. root.GetProperty("cases").EnumerateArray().Select(each =>
            {
                var vector = vectors[each.GetProperty("vector").GetInt32()];
                var settings = each.GetProperty("settings");
                return new SamplingReference(
                    $"{vector.GetProperty("name").GetString()} with {settings.GetRawText()}",
                    ReadLogits(vector),
                    vector.GetProperty("tolerance").GetDouble(),
                    ReadOptions(settings),
                    each.TryGetProperty("edge", out var edge) && edge.GetBoolean(),
                    Integers(each.GetProperty("tokens")),
                    [.. each.GetProperty("probabilities").EnumerateArray().Select(number => number.GetDouble())],
                    prompt,
                    generated);
            }),
        ];
    }

    public static IReadOnlyList<(string Name, float[] Logits, int Largest)> ReadVectors()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(ModelFixture.SamplingFile));
        return
        [
            .. document.RootElement.GetProperty("vectors").EnumerateArray()
                .Select(vector => (vector.GetProperty("name").GetString()!, ReadLogits(vector), vector.GetProperty("argmax").GetInt32())),
        ];
    }

    private static float[] ReadLogits(JsonElement vector) =>
        [.. vector.GetProperty("logits").EnumerateArray().Select(each => each.ValueKind == JsonValueKind.Null ? float.NegativeInfinity : each.GetSingle())];

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(each => each.GetInt32())];

    private static SamplingOptions ReadOptions(JsonElement settings)
    {
        var options = new SamplingOptions();
        foreach (var setting in settings.EnumerateObject())
        {
            options = setting.Name switch
            {
                "temperature" => options with { Temperature = setting.Value.GetDouble() },
                "top_k" => options with { TopK = setting.Value.GetInt32() },
                "top_p" => options with { TopP = setting.Value.GetDouble() },
                "min_p" => options with { MinP = setting.Value.GetDouble() },
                "repetition_penalty" => options with { RepetitionPenalty = setting.Value.GetDouble() },
                "frequency_penalty" => options with { FrequencyPenalty = setting.Value.GetDouble() },
                "presence_penalty" => options with { PresencePenalty = setting.Value.GetDouble() },
                "logit_bias" => options with
                {
                    LogitBias = setting.Value.EnumerateObject()
                        .ToDictionary(bias => int.Parse(bias.Name, CultureInfo.InvariantCulture), bias => bias.Value.GetSingle()),
                },
                _ => throw new InvalidDataException($"The file has a setting {setting.Name} that the test does not know."),
            };
        }

        return options;
    }
}

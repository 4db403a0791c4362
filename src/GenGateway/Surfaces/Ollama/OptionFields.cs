using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>Reads <c>options</c>, how to sample, and whether the likelihood of tokens is told. What no task has is named.</summary>
internal static class OptionFields
{
    public static TextParameters Read(Fields fields, Drops drops)
    {
        var likely = fields.Flag("logprobs") is true;
        var most = fields.Small("top_logprobs", 0, 20);
        int? top = likely ? most ?? 0 : null;
        if (fields.Object("options") is not { } options)
            return new TextParameters { TopLogprobs = top };

        // Below 0 there is no limit; the peek has refused 0.
        var predicted = options.Integer("num_predict", -2, int.MaxValue);
        var read = TextFields.Read(options, predicted > 0 ? (int)predicted : null) with
        {
            TopLogprobs = top,
            RepetitionPenalty = options.Number("repeat_penalty", 0.001, 100),
        };
        foreach (var name in options.Rest())
            drops.Add($"options.{name}");
        return read;
    }
}

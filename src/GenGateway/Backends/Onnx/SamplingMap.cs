using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Loading;
using GenGateway.Engine.Text.Sampling;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Onnx;

/// <summary>A request's parameters as the engine's: what the client left out comes from the model's own file, else from OpenAI's defaults.</summary>
internal static class SamplingMap
{
    /// <summary>What only the model can say of the parameters: whether the tokens they name exist.</summary>
    public static Failure? Fault(TextParameters asked, int vocabularySize)
    {
        foreach (var token in asked.LogitBias?.Keys ?? [])
        {
            if ((uint)token >= (uint)vocabularySize)
                return new Failure(FailureKind.InvalidValue, $"logit_bias names the token {token}; this model has tokens 0 to {vocabularySize - 1}.") { Param = "logit_bias" };
        }

        return null;
    }

    /// <param name="asked">What the client wrote.</param>
    /// <param name="model">What the model's authors recommend.</param>
    /// <param name="choice">The choice's index: its seed is the request's seed and this.</param>
    public static TextOptions ToOptions(TextParameters asked, GenerationDefaults model, int choice) => new()
    {
        MaxTokens = asked.MaxTokens,
        StopStrings = asked.Stop,
        Sampling = new SamplingOptions
        {
            Temperature = (float?)asked.Temperature ?? model.Temperature ?? 1,
            TopP = (float?)asked.TopP ?? model.TopP ?? 1,
            TopK = asked.TopK is { } topK ? Math.Max(topK, 0) : model.TopK ?? 0,
            MinP = (float?)asked.MinP ?? model.MinP ?? 0,
            RepetitionPenalty = (float?)asked.RepetitionPenalty ?? model.RepetitionPenalty ?? 1,
            FrequencyPenalty = (float?)asked.FrequencyPenalty ?? 0,
            PresencePenalty = (float?)asked.PresencePenalty ?? 0,
            LogitBias = asked.LogitBias?.ToDictionary(static bias => bias.Key, static bias => (float)bias.Value) ?? SamplingOptions.Default.LogitBias,
            Seed = asked.Seed is { } seed ? unchecked(seed + choice) : null,
        },
    };
}

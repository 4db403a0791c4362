using System.Text.Json;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A completion in one piece, the choices of all prompts in order.</summary>
internal sealed class CompletionWhole(Stamp stamp, string model) : OpenAiWhole(stamp, "text_completion", model)
{
    protected override void WriteChoice(Utf8JsonWriter json, int index, Choice choice)
    {
        json.WriteString("text", choice.Text.ToString());
        json.WriteNumber("index", index);
    }

    protected override void WriteLogprobs(Utf8JsonWriter json, Choice choice) => LogprobsObject.WriteOfCompletion(json, choice.Logprobs, choice.LogprobsStart);
}

using System.Text.Json;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A completion in one piece, one choice a prompt.</summary>
internal sealed class CompletionWhole(Stamp stamp, string model) : OpenAiWhole(stamp, "text_completion", model)
{
    protected override void WriteChoice(Utf8JsonWriter json, int index, string text)
    {
        json.WriteString("text", text);
        json.WriteNumber("index", index);
    }
}

using System.Buffers;
using System.Text.Json;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>What OpenAI's whole answers have in common: head, choices, usage.</summary>
internal abstract class OpenAiWhole(Stamp stamp, string kind, string model) : WholeAnswer
{
    protected override void WriteBody(IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        stamp.Write(json, kind, model);
        json.WriteStartArray("choices");
        for (var index = 0; index < Choices.Count; index++)
        {
            json.WriteStartObject();
            WriteChoice(json, index, Choices[index]);
            json.WritePropertyName("logprobs");
            WriteLogprobs(json, Choices[index]);
            FinishWord.Write(json, Choices[index].Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        UsageObject.WriteIfKnown(json, Usage);
        json.WriteEndObject();
    }

    /// <summary>Writes the value of a choice's <c>logprobs</c>.</summary>
    protected abstract void WriteLogprobs(Utf8JsonWriter json, Choice choice);

    /// <summary>Writes a choice's index and content, inside its object.</summary>
    protected abstract void WriteChoice(Utf8JsonWriter json, int index, Choice choice);
}

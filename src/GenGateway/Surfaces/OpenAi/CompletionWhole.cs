using System.Buffers;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A completion in one piece, one choice a prompt.</summary>
internal sealed class CompletionWhole(Stamp stamp, string model) : WholeAnswer
{
    protected override void WriteBody(IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        stamp.Write(json, "text_completion", model);
        json.WriteStartArray("choices");
        for (var index = 0; index < Choices.Count; index++)
        {
            json.WriteStartObject();
            json.WriteString("text", Choices[index].Text.ToString());
            json.WriteNumber("index", index);
            json.WriteNull("logprobs");
            FinishWord.Write(json, Choices[index].Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        UsageObject.WriteIfKnown(json, Usage);
        json.WriteEndObject();
    }
}

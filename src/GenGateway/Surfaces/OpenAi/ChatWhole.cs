using System.Buffers;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A chat answer in one piece.</summary>
internal sealed class ChatWhole(Stamp stamp, string model) : WholeAnswer
{
    protected override void WriteBody(IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        stamp.Write(json, "chat.completion", model);
        json.WriteStartArray("choices");
        for (var index = 0; index < Choices.Count; index++)
        {
            json.WriteStartObject();
            json.WriteNumber("index", index);
            json.WriteStartObject("message");
            json.WriteString("role", "assistant");
            json.WriteString("content", Choices[index].Text.ToString());
            json.WriteNull("refusal");
            json.WriteEndObject();
            json.WriteNull("logprobs");
            FinishWord.Write(json, Choices[index].Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        UsageObject.WriteIfKnown(json, Usage);
        json.WriteEndObject();
    }
}

using System.Buffers;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Ollama;

/// <summary>An answer in one piece: the members of a stream's last line, with everything that went before it.</summary>
internal sealed class AnswerObject(AnswerShape shape) : WholeAnswer
{
    public override string ContentType => "application/json; charset=utf-8";

    protected override void WriteBody(IBufferWriter<byte> output)
    {
        var choice = Choices is [var only, ..] ? only : new Choice();
        var calls = new List<GrowingCall>();
        foreach (var call in choice.ToolCalls)
        {
            if (AnswerShape.HasObject(call))
                calls.Add(call);
            else if (choice.Reason != FinishReason.Length)
                choice.Text.Append(call.Arguments);
        }

        using var json = Json.Writer(output);
        shape.Begin(json, choice.Text.ToString(), choice.Reasoning.ToString(), calls, 0);
        shape.End(json, choice.Reason, Usage, generated: null);
        AnswerShape.WriteLogprobs(json, choice.Logprobs);
        json.WriteEndObject();
    }
}

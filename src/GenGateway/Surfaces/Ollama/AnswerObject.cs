using System.Buffers;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Ollama;

/// <summary>An answer in one piece: the members of a stream's last line, with everything that went before it.</summary>
internal sealed class AnswerObject(AnswerShape shape) : IAnswerWriter
{
    private readonly Choice _choice = new();
    private readonly List<TokenLogprob> _likely = [];
    private Usage? _usage;

    public string ContentType => "application/json; charset=utf-8";

    public bool Streams => false;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                _choice.Text.Append(delta.Text);
                break;
            case GenerationEvent.ReasoningDelta delta:
                _choice.Reasoning.Append(delta.Text);
                break;
            case GenerationEvent.LogprobsDelta delta:
                _likely.AddRange(delta.Tokens);
                break;
            case GenerationEvent.ToolCallDelta delta:
                _choice.Add(delta);
                break;
            case GenerationEvent.ChoiceEnded ended:
                _choice.Reason = ended.Reason;
                break;
            case GenerationEvent.UsageReported reported:
                _usage = reported.Usage;
                break;
            case GenerationEvent.Finished:
                WriteBody(output);
                break;
        }
    }

    private void WriteBody(IBufferWriter<byte> output)
    {
        var calls = new List<GrowingCall>();
        foreach (var call in _choice.ToolCalls)
        {
            if (AnswerShape.HasObject(call))
                calls.Add(call);
            else if (_choice.Reason != FinishReason.Length)
                _choice.Text.Append(call.Arguments);
        }

        using var json = Json.Writer(output);
        shape.Begin(json, _choice.Text.ToString(), _choice.Reasoning.ToString(), calls, 0);
        shape.End(json, _choice.Reason, _usage, generated: null);
        AnswerShape.WriteLogprobs(json, _likely);
        json.WriteEndObject();
    }
}

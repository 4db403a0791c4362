using System.Buffers;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Writing;

/// <summary>Folds events into choices and writes one JSON body when the answer is whole; a broken one leaves nothing behind.</summary>
internal abstract class WholeAnswer : IAnswerWriter
{
    private readonly List<Choice> _choices = [];

    public virtual string ContentType => "application/json";

    public bool Streams => false;

    protected IReadOnlyList<Choice> Choices => _choices;

    protected Usage? Usage { get; private set; }

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                At(delta.Choice).Text.Append(delta.Text);
                break;
            case GenerationEvent.ReasoningDelta delta:
                At(delta.Choice).Reasoning.Append(delta.Text);
                At(delta.Choice).Thoughts.Add(delta.Text);
                break;
            case GenerationEvent.ReasoningSigned signed:
                At(signed.Choice).Thoughts.Sign(signed.Signature);
                break;
            case GenerationEvent.ReasoningSealed stretch:
                At(stretch.Choice).Thoughts.Seal(stretch.Data);
                break;
            case GenerationEvent.LogprobsDelta delta:
                At(delta.Choice).Add(delta);
                break;
            case GenerationEvent.ToolCallDelta delta:
                At(delta.Choice).Add(delta);
                break;
            case GenerationEvent.ChoiceEnded ended:
                At(ended.Choice).Reason = ended.Reason;
                break;
            case GenerationEvent.UsageReported reported:
                Usage = reported.Usage;
                break;
            case GenerationEvent.Finished:
                WriteBody(output);
                break;
        }
    }

    protected abstract void WriteBody(IBufferWriter<byte> output);

    private Choice At(int index)
    {
        while (_choices.Count <= index)
            _choices.Add(new Choice());
        return _choices[index];
    }
}

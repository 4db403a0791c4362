using System.Buffers;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Responses;

/// <summary>A response in one piece; a broken one leaves nothing behind.</summary>
internal sealed class ResponseWhole(ResponseDraft draft) : IAnswerWriter
{
    public string ContentType => "application/json";

    public bool Streams => false;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                draft.Growing(OutputKind.Message, out _).Text.Append(delta.Text);
                break;
            case GenerationEvent.ReasoningDelta delta when draft.WantsThoughts:
                draft.Growing(OutputKind.Reasoning, out _).Text.Append(delta.Text);
                break;
            case GenerationEvent.ToolCallDelta delta:
                draft.Call(delta, out _).Text.Append(delta.Arguments);
                break;
            case GenerationEvent.ChoiceEnded ended:
                draft.End(ended.Reason);
                break;
            case GenerationEvent.UsageReported reported:
                draft.Use(reported.Usage);
                break;
            case GenerationEvent.Finished:
                foreach (var item in draft.Items)
                    item.IsDone = true;
                using (var json = Json.Writer(output))
                    draft.Finish(json);
                break;
        }
    }
}

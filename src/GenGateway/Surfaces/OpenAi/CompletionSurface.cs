using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>OpenAI's legacy <c>POST /v1/completions</c>.</summary>
public sealed class CompletionSurface : OpenAiSurface
{
    public override string Name => "openai.completions";

    private protected override WireProtocol Protocol => WireProtocol.OpenAiCompletion;

    private protected override Capability Capability => Capability.Completion;

    private protected override PeekRules PeekRules => OpenAiPeek.Completion;

    private protected override ITaskSource SourceOf(ReadOnlyMemory<byte> body) => new CompletionBody(body);

    private protected override IAnswerWriter CreateWriter(AnswerHead head, GenerationRequest request, bool includeUsage, TimeProvider clock)
    {
        var stamp = Stamp.Now("cmpl-", clock);
        return request.Stream ? new CompletionStream(stamp, head.Model, includeUsage) : new CompletionWhole(stamp, head.Model);
    }
}

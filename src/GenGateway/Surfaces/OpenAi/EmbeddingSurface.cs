using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>OpenAI's <c>POST /v1/embeddings</c>.</summary>
public sealed class EmbeddingSurface : OpenAiSurface
{
    public override string Name => "openai.embeddings";

    private protected override WireProtocol Protocol => WireProtocol.OpenAiEmbeddings;

    private protected override Capability Capability => Capability.Embedding;

    private protected override PeekRules PeekRules => OpenAiPeek.Embedding;

    private protected override ITaskSource SourceOf(ReadOnlyMemory<byte> body) => new EmbeddingBody(body);

    private protected override IAnswerWriter CreateWriter(AnswerHead head, GenerationRequest request, bool includeUsage, TimeProvider clock) =>
        new EmbeddingWhole(head.Model, ((EmbeddingBody)request.Source).WantsBase64);
}

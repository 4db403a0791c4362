using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>Ollama's <c>POST /api/embed</c>, and the older <c>/api/embeddings</c>.</summary>
/// <param name="isOld">Whether it is the older one.</param>
public sealed class OllamaEmbedSurface(bool isOld) : OllamaSurface
{
    public override string Name => isOld ? "ollama.embeddings" : "ollama.embed";

    // The older one's answer is another than any backend is asked for.
    private protected override WireProtocol? Protocol => isOld ? null : WireProtocol.OllamaEmbed;

    private protected override PeekRules PeekRules => isOld ? OllamaPeek.Embeddings : OllamaPeek.Embed;

    private protected override OllamaBody BodyOf(ReadOnlyMemory<byte> body) => new EmbedBody(body, isOld ? "prompt" : "input");

    private protected override Capability CapabilityOf(ReadOnlySpan<byte> body) => Capability.Embedding;

    private protected override Warmup WarmupOf(string? keepAlive, TimeProvider clock) =>
        new(Loads: false, keepAlive, (model, output) => EmbedAnswer.WriteEmpty(isOld, model, output));

    private protected override IAnswerWriter CreateWriter(AnswerHead head, GenerationRequest request, long arrived, TimeProvider clock) =>
        new EmbedAnswer(isOld, head.Model, arrived, clock);
}

using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>Ollama's <c>POST /api/generate</c>.</summary>
public sealed class OllamaGenerateSurface : OllamaTextSurface
{
    public override string Name => "ollama.generate";

    private protected override bool IsChat => false;

    private protected override WireProtocol? Protocol => WireProtocol.OllamaGenerate;

    private protected override PeekRules PeekRules => OllamaPeek.Generate;

    private protected override OllamaBody BodyOf(ReadOnlyMemory<byte> body) => new GenerateBody(body);

    private protected override Capability CapabilityOf(ReadOnlySpan<byte> body) => GenerateBody.IsCompletion(body) ? Capability.Completion : Capability.Chat;
}

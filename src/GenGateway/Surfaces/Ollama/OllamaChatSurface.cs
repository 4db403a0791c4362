using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>Ollama's <c>POST /api/chat</c>.</summary>
public sealed class OllamaChatSurface : OllamaTextSurface
{
    public override string Name => "ollama.chat";

    private protected override bool IsChat => true;

    private protected override WireProtocol? Protocol => WireProtocol.OllamaChat;

    private protected override PeekRules PeekRules => OllamaPeek.Chat;

    private protected override OllamaBody BodyOf(ReadOnlyMemory<byte> body) => new ChatBody(body);

    private protected override Capability CapabilityOf(ReadOnlySpan<byte> body) => Capability.Chat;
}

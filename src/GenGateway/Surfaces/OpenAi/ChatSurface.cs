using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>OpenAI's <c>POST /v1/chat/completions</c>.</summary>
public sealed class ChatSurface : OpenAiSurface
{
    public override string Name => "openai.chat";

    private protected override WireProtocol Protocol => WireProtocol.OpenAiChat;

    private protected override Capability Capability => Capability.Chat;

    private protected override PeekRules PeekRules => OpenAiPeek.Chat;

    private protected override ITaskSource SourceOf(ReadOnlyMemory<byte> body) => new ChatBody(body);

    private protected override IAnswerWriter CreateWriter(AnswerHead head, GenerationRequest request, bool includeUsage, TimeProvider clock)
    {
        var stamp = Stamp.Now("chatcmpl-", clock);
        return request.Stream ? new ChatStream(stamp, head.Model, includeUsage) : new ChatWhole(stamp, head.Model);
    }
}

using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Anthropic's <c>POST /v1/messages</c>, and the bodies of <c>/v1/messages/count_tokens</c>.</summary>
/// <param name="counts">Whether the bodies are only counted: no limit of the answer is needed.</param>
public sealed class MessagesSurface(bool counts = false) : ISurface
{
    public string Name => "anthropic.messages";

    public Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, in SurfaceContext context)
    {
        if (!JsonGuard.Check(body).TryGet(out var bytes, out var failure))
            return failure;
        if (!BodyPeek.Read(bytes.Span, counts ? AnthropicPeek.Counting : AnthropicPeek.Messages).TryGet(out var peeked, out failure))
            return failure;
        var source = new MessagesBody(bytes);
        var wire = new WireBody(WireProtocol.AnthropicMessages, bytes, peeked, context.BodyOwner);
        var request = context.Begin(Name, Capability.Chat, source, wire, peeked);
        var clock = context.Clock;
        return new SurfaceRequest(request, head => Writer(head, request, source, clock), request.Stream ? EarlyStart.NamedEvents : null);
    }

    private static IAnswerWriter Writer(AnswerHead head, GenerationRequest request, MessagesBody source, TimeProvider clock)
    {
        var id = Stamp.Now("msg_", clock).Id;
        return request.Stream ? new MessageStream(source, id, request.Id, head.Model) : new MessageWhole(source, id, head.Model);
    }
}

using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>What OpenAI's text routes have in common: peek first, decode only if a backend needs that.</summary>
public abstract class OpenAiSurface : ISurface
{
    public abstract string Name { get; }

    private protected abstract WireProtocol Protocol { get; }

    private protected abstract Capability Capability { get; }

    /// <summary>What is looked for in a body on the way.</summary>
    private protected abstract PeekRules PeekRules { get; }

    public Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, in SurfaceContext context)
    {
        if (!JsonGuard.Check(body).TryGet(out var bytes, out var failure))
            return failure;
        if (!BodyPeek.Read(bytes.Span, PeekRules).TryGet(out var peeked, out failure))
            return failure;
        var request = context.Begin(Name, Capability, SourceOf(bytes), new WireBody(Protocol, bytes, peeked, context.BodyOwner), peeked);
        var clock = context.Clock;
        return new SurfaceRequest(request, head => CreateWriter(head, request, peeked.IncludeUsage, clock), request.Stream ? EarlyStart.Events : null);
    }

    private protected abstract ITaskSource SourceOf(ReadOnlyMemory<byte> body);

    private protected abstract IAnswerWriter CreateWriter(AnswerHead head, GenerationRequest request, bool includeUsage, TimeProvider clock);
}

using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>What Ollama's generating routes have in common: peek first, decode only if a backend needs that; a body that asks for nothing is a load.</summary>
/// <remarks>Nothing is sent ahead of a waiting client's answer: its lines are all JSON, and some clients stop at one that says nothing.</remarks>
public abstract class OllamaSurface : ISurface
{
    public abstract string Name { get; }

    public bool StreamsUnasked => PeekRules.StreamsUnasked;

    public long DecodedAtOnce(long body) => Protocol is null ? body : 0;

    /// <summary>The protocol of the body as it came; null: no backend gets it so.</summary>
    private protected abstract WireProtocol? Protocol { get; }

    /// <summary>What is looked for in a body on the way.</summary>
    private protected abstract PeekRules PeekRules { get; }

    public Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, in SurfaceContext context)
    {
        if (!JsonGuard.Check(body).TryGet(out var bytes, out var failure))
            return failure;
        if (!BodyPeek.Read(bytes.Span, PeekRules).TryGet(out var peeked, out failure))
            return failure;
        // Where there is nothing to read along, asking for it changes nothing.
        if (!StreamsUnasked)
            peeked = peeked with { Stream = false };

        var read = BodyOf(bytes);
        Warmup? warmup = null;
        if (!peeked.HasInput)
        {
            if (!read.KeepAlive().TryGet(out var keepAlive, out failure))
                return failure;
            warmup = WarmupOf(keepAlive, context.Clock);
        }

        ITaskSource source = read;
        if (Protocol is null && warmup is null)
        {
            if (!read.Decode().TryGet(out var task, out failure))
                return failure;
            source = new DecodedBody(task);
        }

        var wire = Protocol is { } protocol ? new WireBody(protocol, bytes, peeked, context.BodyOwner) : null;
        var request = context.Begin(Name, CapabilityOf(bytes.Span), source, wire, peeked);
        var (arrived, clock) = (context.Arrived, context.Clock);
        return new SurfaceRequest(request, head => CreateWriter(head, request, arrived, clock)) { Warmup = warmup };
    }

    private protected abstract OllamaBody BodyOf(ReadOnlyMemory<byte> body);

    private protected abstract Capability CapabilityOf(ReadOnlySpan<byte> body);

    /// <summary>The answer to a body that asks for nothing.</summary>
    private protected abstract Warmup WarmupOf(string? keepAlive, TimeProvider clock);

    private protected abstract IAnswerWriter CreateWriter(AnswerHead head, GenerationRequest request, long arrived, TimeProvider clock);
}

using GenGateway.Journey;

namespace GenGateway.Surfaces;

/// <summary>What is known of a request beside its body.</summary>
/// <param name="RequestId">The client's own id, or ours.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Clock">Dates answers and measures them.</param>
public readonly record struct SurfaceContext(string RequestId, Caller Caller, TimeProvider Clock)
{
    /// <summary>The clock's timestamp at which the request arrived.</summary>
    public long Arrived { get; init; }

    /// <summary>The model that the path names (Azure's deployments); it wins over the body's.</summary>
    public string? PathModel { get; init; }

    /// <summary>The backend that a header names; the body's own wins.</summary>
    public string? Backend { get; init; }

    /// <summary>Headers that ask for what this version does not do; they count as dropped fields do.</summary>
    public IReadOnlyList<string> DroppedHeaders { get; init; } = [];

    /// <summary>Whether a field that nobody carries is a reason to refuse (<c>x-gengateway-strict</c>, <c>translation.strict</c>).</summary>
    public bool Strict { get; init; }

    /// <summary>The client's own limit for the whole answer; null: none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc cref="GenerationRequest.ProtocolHeaders"/>
    public IReadOnlyList<KeyValuePair<string, string>> ProtocolHeaders { get; init; } = [];

    /// <summary>Whether it becomes a job: nobody reads along, so that a body that asks for a stream is answered whole. Of JSON that was taken out before.</summary>
    public bool IsJob { get; init; }

    /// <summary>The body's media type as the client named it; null: it did not.</summary>
    public string? MediaType { get; init; }

    /// <summary>The scheme and host that the client used (<c>http://127.0.0.1:8080</c>): what links back to the gateway begin with.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The trace that the request belongs to, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What tracing systems gave along with it, as the client sent it; null: nothing.</summary>
    public string? TraceState { get; init; }

    /// <summary>What to dispose when nobody needs the body any more; null: nothing.</summary>
    public IDisposable? BodyOwner { get; init; }

    /// <summary>Gives room for decoding the body; null: it is counted nowhere.</summary>
    public MemoryBudget? Memory { get; init; }

    /// <summary>Most pixels of a picture that the body brings (<c>limits.image_pixels</c>).</summary>
    public long MostPixels { get; init; } = 64 << 20;

    /// <summary>The request for the road. Its headers' half comes from here, its body's half from the surface.</summary>
    /// <param name="surface">The surface's name in records.</param>
    /// <param name="capability">What a model must be able to do.</param>
    /// <param name="source">Decodes the body.</param>
    /// <param name="wire">The body as it came, where a backend may get that.</param>
    /// <param name="asked">What was seen of it.</param>
    /// <param name="terms">What a relay of a body of the Responses API must see to; null: it is none.</param>
    /// <param name="images">What becomes of its pictures; null: it asks for none.</param>
    public GenerationRequest Begin(string surface, Capability capability, ITaskSource source, WireBody? wire, Peeked asked, ResponseTerms? terms = null, ImageDelivery? images = null) => new()
    {
        Id = RequestId,
        Surface = surface,
        Caller = Caller,
        Capability = capability,
        Source = source,
        Wire = wire,
        Images = images,
        Terms = terms,
        Model = PathModel ?? asked.Model,
        Backend = asked.Backend ?? Backend,
        Stream = asked.Stream,
        Strict = Strict,
        Timeout = Timeout,
        DroppedHeaders = DroppedHeaders,
        ProtocolHeaders = ProtocolHeaders,
        TraceParent = TraceParent,
        TraceState = TraceState,
        Arrived = Arrived,
        Memory = Memory,
    };
}

using System.Buffers;
using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>A request that a surface has peeked into and found well formed. Its body is decoded when a backend needs that, once.</summary>
/// <remarks>Used by one journey; not thread safe.</remarks>
public sealed class GenerationRequest : IDisposable
{
    private Outcome<DecodedTask>? _decoded;

    /// <summary>The request id, the client's own or ours. A client may send one twice.</summary>
    public required string Id { get; init; }

    /// <summary>The surface it came by (<c>openai.chat</c>), for records.</summary>
    public required string Surface { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>The limits that the client is told of, set by admission; null: none concerns it.</summary>
    public IRateView? Rates { get; set; }

    /// <summary>What a model must be able to do to serve it.</summary>
    public required Capability Capability { get; init; }

    /// <summary>Decodes the body.</summary>
    public required ITaskSource Source { get; init; }

    /// <summary>The body as it came, for backends that speak the client's protocol; null where no backend can.</summary>
    public WireBody? Wire { get; init; }

    /// <summary>What a relay of <see cref="Wire"/> must see to where it is a body of the Responses API; null: it is none.</summary>
    public ResponseTerms? Terms { get; init; }

    /// <summary>The model's name as the client wrote it; null: the default.</summary>
    public string? Model { get; init; }

    /// <summary>The backend the client insists on, or null.</summary>
    public string? Backend { get; init; }

    /// <summary>Whether the client reads the answer as it grows.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether it has the limits of a stream, for the first token and between them. Pictures take as long as they take: theirs is the whole answer's, streamed or not.</summary>
    public bool HasTokenLimits => Stream && Images is null;

    /// <summary>Whether a field that nobody carries is a reason to refuse.</summary>
    public bool Strict { get; init; }

    /// <summary>The client's own limit for the whole answer, which may only shorten ours; null: none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What becomes of its pictures; null: it asks for none.</summary>
    public ImageDelivery? Images { get; init; }

    /// <summary>Hears of each event when it is read from the backend, before the client does and also where the answer fails later: for whoever shows how far it is. Null: nobody. Set before the journey; called by its flow alone.</summary>
    public Action<GenerationEvent>? Watch { get; set; }

    /// <summary>Headers that ask for what this version does not do; they count as dropped fields do.</summary>
    public IReadOnlyList<string> DroppedHeaders { get; init; } = [];

    /// <summary>Headers of the client's protocol that a backend gets which its body passes to as it came (<c>anthropic-version</c>), names in lower case.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ProtocolHeaders { get; init; } = [];

    /// <summary>The trace that the request belongs to, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What tracing systems gave along with it, as the client sent it; null: nothing.</summary>
    public string? TraceState { get; init; }

    /// <summary>The clock's timestamp (<see cref="TimeProvider.GetTimestamp"/>) at which the request arrived.</summary>
    public long Arrived { get; init; }

    /// <summary>What of the time since then was others': waiting for the client's body, and for a job's turn among jobs. Set before the journey.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>Gives room for decoding; null: it is counted nowhere.</summary>
    public MemoryBudget? Memory { get; init; }

    /// <summary>The memory that the decoded task takes, once it is decoded. Whoever answers may need the task up to the journey's end, and so long it is held.</summary>
    public MemoryHold? DecodingMemory { get; set; }

    /// <summary>What stands for what was made of a body that nobody gets as it came; given back at the journey's end. Null: the body is <see cref="Wire"/>.</summary>
    public IDisposable? Kept { get; set; }

    /// <summary>What is to be generated: decoded at the first call for whose memory there is room. A body that is only relayed costs none.</summary>
    public Outcome<DecodedTask> Decode()
    {
        if (_decoded is { } decoded)
            return decoded;
        if (DecodingMemory is null && Memory is not null && Wire is not null)
        {
            if (!Memory.HoldDecoding(Wire.Bytes.Span).TryGet(out var memory, out var full))
                return full;
            DecodingMemory = memory;
        }

        return (_decoded = Source.Decode()).Value;
    }

    /// <summary>Writes the prompt's text as UTF-8. Only before <see cref="Dispose"/>.</summary>
    public void WritePrompt(IBufferWriter<byte> output) => Source.WritePrompt(output);

    /// <summary>The decoded task with its pictures fetched, so that they are fetched once however many backends are tried; null: not yet.</summary>
    public GenerationTask? Inlined { get; set; }

    /// <summary>The memory that fetched pictures take; given back with the body.</summary>
    public MemoryHold? PictureMemory { get; set; }

    /// <summary>Gives the body back: at the commit point nobody needs it any more. Idempotent.</summary>
    public void GiveBodyBack()
    {
        Wire?.Dispose();
        PictureMemory?.Dispose();
    }

    /// <summary>Gives everything back, at the journey's end. Idempotent.</summary>
    public void Dispose()
    {
        GiveBodyBack();
        DecodingMemory?.Dispose();
        Kept?.Dispose();
    }
}

using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Responses;

/// <summary>OpenAI's <c>POST /v1/responses</c>.</summary>
/// <param name="keeper">Keeps responses; null: nothing is kept.</param>
/// <param name="mostBytes">The largest conversation, in bytes (<c>server.max_body_bytes</c>): what is kept of it must not grow beyond what a client could send.</param>
/// <param name="catalogue">The backends, which may keep responses themselves; null: nobody knows any.</param>
public sealed class ResponsesSurface(IResponseKeeper? keeper, long mostBytes, BackendCatalogue? catalogue = null) : IPreparedSurface
{
    /// <summary>How long a response is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const string Earlier = "previous_response_id";

    private static readonly PeekRules Rules = new("input")
    {
        InputWanted = "a string, or an array of items",
        HasMaxOutputTokens = true,
        Ranges = [new("temperature", 0, 2), new("top_p", 0, 1)],
    };

    private readonly StoredResponse? _before;

    private ResponsesSurface(IResponseKeeper? keeper, long mostBytes, StoredResponse before)
        : this(keeper, mostBytes) => _before = before;

    public string Name => "openai.responses";

    // A conversation that is kept here is put together at the door; everything else only where a backend needs that.
    public long DecodedAtOnce(long body) => _before is { Backend: null } ? body + SizeOf(_before) : 0;

    public async ValueTask<Outcome<ISurface>> PrepareAsync(ReadOnlyMemory<byte> body, Caller caller, Func<long, Failure?> reserve, CancellationToken cancellationToken)
    {
        // What is wrong with the body is told when it is read. Once more its length: it is kept beside what is made of it.
        if (BeforeOf(body) is not { } id)
            return reserve(body.Length) ?? Outcome.Of<ISurface>(this);
        StoredResponse? before = null;
        if (keeper is not null && !(await keeper.FindAsync(id, caller, cancellationToken).ConfigureAwait(false)).TryGet(out before, out var failure) && failure is not null)
            return failure;
        if (before is null)
            return new Failure(FailureKind.InvalidValue, "previous_response_id names no response of yours that is kept. Send the items of the conversation as input.") { Param = Earlier };
        if (before.Backend is { } backend)
            return Missing(backend) ?? Outcome.Of<ISurface>(new ResponsesSurface(keeper, mostBytes, before));
        var kept = SizeOf(before);
        if (kept + body.Length > mostBytes)
        {
            return new Failure(
                FailureKind.BodyTooLarge,
                $"The conversation up to previous_response_id and this body have {kept + body.Length} bytes together; server.max_body_bytes is {mostBytes}. Begin a new conversation with what is still needed of this one.")
            {
                Param = Earlier,
            };
        }

        // What was read, and the conversation that goes on from it.
        return reserve((2 * kept) + body.Length) ?? Outcome.Of<ISurface>(new ResponsesSurface(keeper, mostBytes, before));
    }

    public Outcome<SurfaceRequest> Decode(ReadOnlyMemory<byte> body, in SurfaceContext context)
    {
        if (!JsonGuard.Check(body).TryGet(out var bytes, out var failure))
            return failure;
        if (!BodyPeek.Read(bytes.Span, Rules).TryGet(out var peeked, out failure))
            return failure;
        if (!ResponsePeek.Read(bytes.Span).TryGet(out var peek, out failure))
            return failure;
        if (_before?.Backend is { } backend)
        {
            if ((peeked.Backend ?? context.Backend) is { } other && other != backend)
            {
                return new Failure(FailureKind.InvalidValue, $"previous_response_id names a response that backend '{backend}' keeps, and the request insists on another backend. Leave that out, or send the items of the conversation as input.")
                {
                    Param = "backend",
                };
            }

            peeked = peeked with { Backend = backend };
        }

        // What goes on from a conversation that is kept here is nobody's as it came.
        var isRelayed = _before is not { Backend: null };
        var keeping = peek.IsStored ? keeper : null;
        var wire = isRelayed ? new WireBody(WireProtocol.OpenAiResponses, bytes, peeked, context.BodyOwner) : null;
        var source = new ResponseBody(bytes, _before, keeping is not null, wire);
        var (clock, key) = (context.Clock, context.Caller.Key);
        var terms = isRelayed ? new ResponseTerms(peek.Before, keeping is null ? null : relayed => Keep(keeping, key, relayed, clock.GetUtcNow())) : null;
        var request = context.Begin(Name, Capability.Chat, source, wire, peeked, terms);
        if (!isRelayed && !request.Decode().TryGet(out _, out failure))
            return failure;
        return new SurfaceRequest(request, head => Writer(head, request, source, keeping, clock), request.Stream ? EarlyStart.Events : null) { UntilEnd = source };
    }

    private static long SizeOf(StoredResponse before) => (long)before.Conversation.Length + before.Response.Length;

    private static IAnswerWriter Writer(AnswerHead head, GenerationRequest request, ResponseBody source, IResponseKeeper? keeper, TimeProvider clock)
    {
        var keeping = keeper is not null && source.Conversation is { } conversation ? new ResponseKeeping(keeper, request.Caller.Key, conversation) : null;
        var draft = new ResponseDraft(Stamp.Now("resp_", clock), head.Model, source.Fields ?? ResponseFields.Unread, keeping, clock);
        return request.Stream ? new ResponseStream(draft, request.Terms?.NextSequence ?? 0) : new ResponseWhole(draft);
    }

    private static void Keep(IResponseKeeper keeper, string? key, RelayedResponse relayed, DateTimeOffset now) =>
        keeper.Keep(new StoredResponse(relayed.Id, key, now, now + Kept, ReadOnlyMemory<byte>.Empty, relayed.Content) { Backend = relayed.Backend });

    private static string? BeforeOf(ReadOnlyMemory<byte> body) =>
        JsonGuard.Check(body).TryGet(out var bytes, out _) && ResponsePeek.Read(bytes.Span).TryGet(out var peek, out _) ? peek.Before : null;

    /// <summary>Why the backend that keeps the conversation cannot go on with it, where it is more than out of service; null: it can.</summary>
    private Failure? Missing(string name)
    {
        if (catalogue is null)
            return null;
        if (catalogue.Backends.FirstOrDefault(backend => backend.Name == name) is not { } found)
        {
            return new Failure(FailureKind.BackendNotFound, $"previous_response_id names a response that backend '{name}' keeps, and there is no such backend any more. Send the items of the conversation as input.")
            {
                Param = Earlier,
            };
        }

        if (!found.Enabled)
        {
            return new Failure(FailureKind.NoHealthyBackends, $"previous_response_id names a response that backend '{name}' keeps, and that backend is disabled. Have it enabled, or send the items of the conversation as input.")
            {
                Param = Earlier,
                RetryAfter = TimeSpan.FromSeconds(30),
            };
        }

        return found.Endpoints.Any(static endpoint => endpoint.Unhealthy is not null || endpoint.Relays(WireProtocol.OpenAiResponses)) ? null : ResponseBody.NotKept(name);
    }
}

using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Responses;

/// <summary>OpenAI's <c>POST /v1/responses</c>.</summary>
/// <param name="keeper">Keeps responses; null: nothing is kept.</param>
/// <param name="mostBytes">The largest conversation, in bytes (<c>server.max_body_bytes</c>): what is kept of it must not grow beyond what a client could send.</param>
public sealed class ResponsesSurface(IResponseKeeper? keeper, long mostBytes) : IPreparedSurface
{
    /// <summary>How long a response is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly PeekRules Rules = new("input")
    {
        InputMissing = "input is missing: a string, or an array of items.",
        Ranges = [new("temperature", 0, 2), new("top_p", 0, 1)],
    };

    private readonly StoredResponse? _before;

    private ResponsesSurface(IResponseKeeper? keeper, long mostBytes, StoredResponse before)
        : this(keeper, mostBytes) => _before = before;

    public string Name => "openai.responses";

    public long DecodedAtOnce(long body) => body + (_before is null ? 0 : SizeOf(_before));

    public async ValueTask<Outcome<ISurface>> PrepareAsync(ReadOnlyMemory<byte> body, Caller caller, Func<long, Failure?> reserve, CancellationToken cancellationToken)
    {
        // The body once more: it is kept with the response.
        if (ResponseConversation.BeforeOf(body.Span) is not { } id)
            return reserve(body.Length) ?? Outcome.Of<ISurface>(this);
        StoredResponse? before = null;
        if (keeper is not null && !(await keeper.FindAsync(id, caller, cancellationToken).ConfigureAwait(false)).TryGet(out before, out var failure) && failure is not null)
            return failure;
        if (before is null)
            return new Failure(FailureKind.InvalidValue, "previous_response_id names no response of yours that is kept. Send the items of the conversation as input.") { Param = "previous_response_id" };
        var kept = SizeOf(before);
        if (kept + body.Length > mostBytes)
        {
            return new Failure(
                FailureKind.BodyTooLarge,
                $"The conversation up to previous_response_id and this body have {kept + body.Length} bytes together; server.max_body_bytes is {mostBytes}. Begin a new conversation with what is still needed of this one.")
            {
                Param = "previous_response_id",
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
        if (!JsonBody.Parse(bytes).TryGet(out var document, out failure))
            return failure;
        using var owned = document;

        var fields = new Fields(document.RootElement, "", new Faults());
        var drops = new Drops();
        var items = new ResponseItems(drops);
        if (_before is not null && !ResponseConversation.Read(_before, items, fields.Faults))
            return Failure.Defect();
        if (fields.Any("input") is { } input)
            items.Read(input, "input", fields.Faults);
        var (asked, task) = ResponseFields.Read(fields, items.Messages, drops);
        if (fields.Faults.First is { } fault)
            return fault;

        var keeping = asked.IsStored && keeper is not null ? new ResponseKeeping(keeper, context.Caller.Key, ResponseConversation.Join(_before, fields.Any("input")!.Value)) : null;
        var request = context.Begin(Name, Capability.Chat, new ReadResponse(task, drops.Names), null, peeked);
        var clock = context.Clock;
        return new SurfaceRequest(request, head => Writer(head, request, asked, keeping, clock), request.Stream ? EarlyStart.Events : null);
    }

    private static long SizeOf(StoredResponse before) => (long)before.Conversation.Length + before.Response.Length;

    private static IAnswerWriter Writer(AnswerHead head, GenerationRequest request, ResponseFields asked, ResponseKeeping? keeping, TimeProvider clock)
    {
        var draft = new ResponseDraft(Stamp.Now("resp_", clock), head.Model, asked, keeping, clock);
        return request.Stream ? new ResponseStream(draft) : new ResponseWhole(draft);
    }
}

using System.Globalization;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Server.Http;
using GenGateway.Surfaces.Inference;

namespace GenGateway.Server.Transactions;

/// <summary>The records over HTTP. Thread safe.</summary>
/// <param name="store">Where they are.</param>
/// <param name="flush">Waits, for a bounded time, until what was journaled so far is in the store.</param>
/// <param name="bodies">Reads bodies.</param>
internal sealed class TransactionsHandler(ITransactionStore store, Func<TimeSpan, CancellationToken, Task<bool>> flush, BodyReader bodies)
{
    // A client that was just answered finds its own record; a database that lags costs a reader no more than this.
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(2);

    private static readonly RecordStatus[] Statuses = Enum.GetValues<RecordStatus>();

    public async Task ListAsync(HttpContext context)
    {
        if (!Query(context).TryGet(out var query, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        TransactionPage page;
        try
        {
            await flush(LongestFlush, context.RequestAborted);
            page = await store.ListAsync(query, context.RequestAborted);
        }
        catch (StoreUnavailableException thrown)
        {
            await Refusal.WriteAsync(context, Unreadable(thrown));
            return;
        }

        await Reply.JsonAsync(context, StatusCodes.Status200OK, output => TransactionJson.WritePage(output, page));
    }

    public async Task GetAsync(HttpContext context)
    {
        var caller = Exchange.Of(context).Caller;
        var all = caller.May(Scopes.Admin);
        if (!all && caller.Key is null)
        {
            await Refusal.WriteAsync(context, Nobodys());
            return;
        }

        Transaction? found = null;
        try
        {
            if (long.TryParse(PathText.Of(context, "id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                await flush(LongestFlush, context.RequestAborted);
                found = await store.FindAsync(id, context.RequestAborted);
            }
        }
        catch (StoreUnavailableException thrown)
        {
            await Refusal.WriteAsync(context, Unreadable(thrown));
            return;
        }

        // Another's is told as one that does not exist: its id says nothing to who may not read it.
        if (found is null || (!all && found.Key != caller.Key))
            await Refusal.WriteAsync(context, new Failure(FailureKind.NotFound, "There is no such transaction, or it is another key's. GET /transactions lists those that this key may read."));
        else
            await Reply.JsonAsync(context, StatusCodes.Status200OK, output => TransactionJson.WriteSingle(output, found));
    }

    public async Task AddAsync(HttpContext context)
    {
        if (!(await ReadAsync(context)).TryGet(out var body, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        var exchange = Exchange.Of(context);
        Transaction added;
        try
        {
            added = await store.AddAsync(new NewTransaction(body.Prompt, body.Response, body.ModelName, exchange.Caller.Key, exchange.RequestId), CancellationToken.None);
        }
        catch (StoreUnavailableException thrown)
        {
            await Refusal.WriteAsync(context, new Failure(FailureKind.StoreUnavailable, "The database takes nothing now. Try again.") { Cause = thrown });
            return;
        }
        catch (RecordRejectedException thrown)
        {
            await Refusal.WriteAsync(context, new Failure(FailureKind.InvalidValue, "The database refuses this transaction; it may be too large.") { Param = "transaction", Cause = thrown });
            return;
        }

        await Reply.JsonAsync(context, StatusCodes.Status202Accepted, output => TransactionJson.WriteOne(output, added));
    }

    private static Failure Unreadable(StoreUnavailableException thrown) =>
        new(FailureKind.StoreUnavailable, "The database cannot be read now; nothing is lost. Try again.") { Cause = thrown };

    private static Failure Nobodys() => new(FailureKind.InsufficientScope, "Without a key there are no transactions of one's own to read. Send a key.");

    private async Task<Outcome<TransactionBody>> ReadAsync(HttpContext context)
    {
        if (MediaTypes.Check(context.Request, anyType: true) is { } unsupported)
            return unsupported;
        if (!(await bodies.ReadAsync(context)).TryGet(out var body, out var failure))
            return failure;
        using (body)
            return TransactionBody.Read(body.Memory);
    }

    private static Outcome<TransactionQuery> Query(HttpContext context)
    {
        var caller = Exchange.Of(context).Caller;
        var all = caller.May(Scopes.Admin);
        if (!all && caller.Key is null)
            return Nobodys();

        var query = new QueryText(context.Request.Query);
        TransactionCursor? cursor = null;
        if (query.Text("cursor") is { } word)
        {
            if (TransactionCursor.TryParse(word, out var place))
                cursor = place;
            else
                query.Fail("cursor", "must be the 'next' of the page before, as it came");
        }

        var key = query.Text("key");
        if (!all && key is not null && key != caller.Key)
            return new Failure(FailureKind.InsufficientScope, "Transactions of other keys are shown to keys with the scope admin only. Leave 'key' out to read your own.") { Param = "key" };
        var wanted = new TransactionQuery
        {
            Limit = query.Number("limit", TransactionQuery.DefaultLimit, 1, TransactionQuery.MostLimit),
            Cursor = cursor,
            Model = query.Text("model"),
            Backend = query.Text("backend"),
            Key = all ? key : caller.Key,
            Status = query.Word("status", Statuses, TransactionJson.WordOf),
            Since = query.Time("since"),
            Until = query.Time("until"),
        };
        return query.Failure is { } wrong ? wrong : wanted;
    }
}

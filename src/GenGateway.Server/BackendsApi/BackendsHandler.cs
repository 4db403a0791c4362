using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Server.Http;

namespace GenGateway.Server.BackendsApi;

/// <summary>The routes below <c>/v1/backends</c>. Thread safe.</summary>
internal sealed class BackendsHandler(ApiBackends backends, GatewayState state, ModelFinder finder, BodyReader bodies, TimeProvider clock)
{
    // An added backend's models are found before its addition is answered, if it answers itself.
    private static readonly TimeSpan LongestFind = TimeSpan.FromSeconds(2);

    private readonly BackendTest _test = new(clock);

    public Task ListAsync(HttpContext context) => ListAsync(context, static _ => true);

    public Task ListTextAsync(HttpContext context) => ListAsync(context, static listing => listing.IsText);

    public Task ListImageAsync(HttpContext context) => ListAsync(context, static listing => listing.IsImage);

    public Task GetAsync(HttpContext context) => Find(context) is { } listing
        ? Reply.JsonAsync(context, StatusCodes.Status200OK, output => BackendJson.WriteOne(output, listing))
        : Refusal.WriteAsync(context, ApiBackends.NotFound(Name(context)));

    public Task AddAsync(HttpContext context) => ChangeAsync(context, body => backends.AddAsync(body, context.RequestAborted), "added");

    public Task ChangeAsync(HttpContext context) => ChangeAsync(context, body => backends.ChangeAsync(Name(context), body, context.RequestAborted), "changed");

    public async Task RemoveAsync(HttpContext context)
    {
        if (await backends.RemoveAsync(Name(context), context.RequestAborted) is { } failure)
            await Refusal.WriteAsync(context, failure);
        else
            await Reply.JsonAsync(context, StatusCodes.Status200OK, output => BackendJson.WriteDone(output, $"Backend '{Name(context)}' removed", null, []));
    }

    public async Task TestAsync(HttpContext context)
    {
        if (Find(context) is not { } listing)
        {
            await Refusal.WriteAsync(context, ApiBackends.NotFound(Name(context)));
            return;
        }

        var tests = await _test.RunAsync(listing.Backend, context.RequestAborted);
        await Reply.JsonAsync(context, StatusCodes.Status200OK, output => BackendTest.Write(output, listing.Backend, tests));
    }

    private static string Name(HttpContext context) => PathText.Of(context, "name") ?? "";

    private BackendListing? Find(HttpContext context) => state.Backends.Find(Name(context));

    private Task ListAsync(HttpContext context, Func<BackendListing, bool> wanted) =>
        Reply.JsonAsync(context, StatusCodes.Status200OK, output => BackendJson.WriteList(output, state.Backends.Listings.Where(wanted)));

    private async Task ChangeAsync(HttpContext context, Func<ReadOnlyMemory<byte>, Task<Outcome<BackendChange>>> change, string done)
    {
        if (MediaTypes.Check(context.Request, anyType: false) is { } unsupported)
        {
            await Refusal.WriteAsync(context, unsupported);
            return;
        }

        if (!(await bodies.ReadAsync(context)).TryGet(out var body, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        using var owned = body;
        if (!(await change(body.Memory)).TryGet(out var changed, out failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        await FindModelsAsync(changed.Listing, context.RequestAborted);
        var now = state.Backends.Find(changed.Listing.Backend.Name) ?? changed.Listing;
        await Reply.JsonAsync(context, StatusCodes.Status200OK, output => BackendJson.WriteDone(output, $"Backend '{now.Backend.Name}' {done}", now, changed.Warnings));
    }

    private async Task FindModelsAsync(BackendListing listing, CancellationToken cancellationToken)
    {
        if (listing is not { Draining: false, Backend: RemoteBackend { FindsModels: true, Enabled: true, Models.Count: 0 } })
            return;
        using var limit = new CancellationTokenSource(LongestFind, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await finder.RoundAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It is asked again by whoever asks all of them.
        }
    }
}

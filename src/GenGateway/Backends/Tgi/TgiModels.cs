using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>Reads <c>GET /info</c>: a server of this kind has one model.</summary>
internal static class TgiModels
{
    private static readonly Capability[] Text = [Capability.Chat, Capability.Completion];

    /// <summary>Asks for it.</summary>
    public static async ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListAsync(UpstreamClient client, Uri route, CancellationToken cancellationToken)
    {
        if (!(await ModelListing.ReadAsync(client, route, cancellationToken).ConfigureAwait(false)).TryGet(out var listing, out var failure))
            return failure;
        using var owned = listing;
        return WireText.Text(listing.RootElement, "model_id") is { Length: <= ModelListing.LongestName } model
            ? Outcome.Of<IReadOnlyList<FoundModel>>([new FoundModel(model) { Capabilities = Text }])
            : ModelListing.Unreadable(null);
    }
}

using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.Anthropic;

/// <summary>Reads <c>GET /v1/models</c>, page by page. Servers that have OpenAI's list there have one page.</summary>
internal static class AnthropicModels
{
    private const int PageSize = 1000;
    private const int MostPages = 20;

    /// <summary>Asks for the list.</summary>
    /// <returns>The models, each once, in the backend's order.</returns>
    public static async ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListAsync(UpstreamClient client, Uri route, CancellationToken cancellationToken)
    {
        var found = new List<FoundModel>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        for (var page = 0; page < MostPages && found.Count < ModelListing.MostModels; page++)
        {
            if (!(await ModelListing.ReadAsync(client, Page(route, after), cancellationToken).ConfigureAwait(false)).TryGet(out var listing, out var failure))
                return failure;
            using var owned = listing;
            try
            {
                if (WireText.Member(listing.RootElement, "data") is not { ValueKind: JsonValueKind.Array } data)
                    return ModelListing.Unreadable(null);
                var before = found.Count;
                foreach (var item in data.EnumerateArray())
                {
                    if (WireText.Text(item, "id") is { Length: <= ModelListing.LongestName } id && known.Add(id) && found.Count < ModelListing.MostModels)
                        found.Add(new FoundModel(id));
                }

                after = WireText.Member(listing.RootElement, "has_more") is { ValueKind: JsonValueKind.True } ? WireText.Text(listing.RootElement, "last_id") : null;
                // A page that brings nothing new would be asked for again and again.
                if (after is null || found.Count == before)
                    break;
            }
            catch (InvalidOperationException thrown)
            {
                return ModelListing.Unreadable(thrown);
            }
        }

        return Outcome.Of<IReadOnlyList<FoundModel>>(found);
    }

    private static Uri Page(Uri route, string? after)
    {
        var query = after is null ? FormattableString.Invariant($"limit={PageSize}") : FormattableString.Invariant($"limit={PageSize}&after_id={Uri.EscapeDataString(after)}");
        return new UriBuilder(route) { Query = route.Query.Length > 1 ? $"{route.Query[1..]}&{query}" : query }.Uri;
    }
}

using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;

namespace GenGateway.Backends.OpenAi;

/// <summary>Reads a backend's list of models, in every shape that OpenAI-compatible servers give it: <c>{"data":[{"id"}]}</c>, or the bare array.</summary>
internal static class OpenAiModels
{
    /// <summary>Asks for the list.</summary>
    /// <returns>The models, each once, in the backend's order.</returns>
    public static async ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListAsync(UpstreamClient client, Uri route, CancellationToken cancellationToken)
    {
        if (!(await ModelListing.ReadAsync(client, route, cancellationToken).ConfigureAwait(false)).TryGet(out var listing, out var failure))
            return failure;
        using var owned = listing;
        try
        {
            return Models(listing.RootElement) is { } models ? Outcome.Of(models) : ModelListing.Unreadable(null);
        }
        catch (InvalidOperationException thrown)
        {
            return ModelListing.Unreadable(thrown);
        }
    }

    private static IReadOnlyList<FoundModel>? Models(JsonElement root)
    {
        var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) ? data : root;
        if (list.ValueKind == JsonValueKind.Null)
            return [];
        if (list.ValueKind != JsonValueKind.Array)
            return null;
        return [.. list.EnumerateArray()
            .Select(static item => WireText.Text(item, "id"))
            .OfType<string>()
            .Where(static id => id.Length <= ModelListing.LongestName)
            .Distinct(StringComparer.Ordinal)
            .Take(ModelListing.MostModels)
            .Select(static id => new FoundModel(id))];
    }
}

using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Reads <c>GET /api/tags</c>. A model without a tag is its <c>:latest</c>: both names mean the same.</summary>
internal static class OllamaModels
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
            return Outcome.Of(Models(listing.RootElement));
        }
        catch (InvalidOperationException thrown)
        {
            return ModelListing.Unreadable(thrown);
        }
    }

    internal static IReadOnlyList<FoundModel> Models(JsonElement root) =>
    [
        .. WireText.Items(root, "models")
            .Select(static item => (Item: item, Name: WireText.Text(item, "name") ?? WireText.Text(item, "model")))
            .Where(static model => model.Name is { Length: <= ModelListing.LongestName })
            .DistinctBy(static model => model.Name, StringComparer.Ordinal)
            .Take(ModelListing.MostModels)
            .Select(static model => new FoundModel(model.Name!) { Capabilities = Capabilities(model.Item), OtherName = ModelTag.Bare(model.Name!) }),
    ];

    // Older versions do not say.
    private static List<Capability>? Capabilities(JsonElement model)
    {
        if (WireText.Member(model, "capabilities") is not { ValueKind: JsonValueKind.Array } list)
            return null;
        var known = new List<Capability>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
                continue;
            switch (JsonText.Of(item))
            {
                case "completion":
                    known.Add(Capability.Chat);
                    known.Add(Capability.Completion);
                    break;
                case "embedding":
                    known.Add(Capability.Embedding);
                    break;
            }
        }

        return known.Count == 0 ? null : known;
    }
}

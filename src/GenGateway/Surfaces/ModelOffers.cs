using GenGateway.Journey;

namespace GenGateway.Surfaces;

/// <summary>The models that a caller is told of, by every name they have here: their own and the aliases. Thread safe.</summary>
/// <param name="catalogue">The backends.</param>
/// <param name="aliases">Other names for models, or <c>backend/model</c>; asked each time. Null: none.</param>
public sealed class ModelOffers(BackendCatalogue catalogue, Func<IReadOnlyDictionary<string, string>>? aliases = null)
{
    private static readonly Dictionary<string, string> NoAliases = [];

    /// <summary>All of them, in the order of preference; a model that several backends serve is there several times.</summary>
    public IEnumerable<ModelOffer> For(Caller caller)
    {
        var all = catalogue.Backends.Where(static backend => backend.Enabled).SelectMany(static backend => backend.Models.Select(model => (Backend: backend, Model: model))).ToArray();
        var own = all.Where(static offer => !NamePattern.IsOpen(offer.Model.Id)).Select(static offer => new ModelOffer(offer.Model.Id, offer.Backend, offer.Model));
        // A model's own name wins over an alias, as in routing.
        var others = (aliases?.Invoke() ?? NoAliases)
            .Where(alias => !all.Any(offer => offer.Model.Id == alias.Key))
            .SelectMany(alias => all.Where(offer => Means(alias.Value, offer.Backend, offer.Model)).Select(offer => new ModelOffer(alias.Key, offer.Backend, offer.Model)));
        return own.Concat(others).Where(offer => caller.MayUse(offer.Id, offer.Model.Upstream, offer.Backend.Name));
    }

    private static bool Means(string target, IBackend backend, ModelEntry model) =>
        IsCalled(model, target) || (target.StartsWith(backend.Name + "/", StringComparison.Ordinal) && IsCalled(model, target[(backend.Name.Length + 1)..]));

    private static bool IsCalled(ModelEntry model, string name) =>
        model.Id == name || model.OtherName == name || (NamePattern.IsOpen(model.Id) && NamePattern.Matches(model.Id, name));
}

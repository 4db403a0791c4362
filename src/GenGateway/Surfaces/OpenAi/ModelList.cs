using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>OpenAI's <c>GET /v1/models</c> and <c>/v1/models/{id}</c>: each model once, whoever serves it, and none that the key may not use.</summary>
/// <param name="catalogue">The backends.</param>
/// <param name="aliases">Other names for models, or <c>backend/model</c>; asked each time. Null: none.</param>
public sealed class ModelList(BackendCatalogue catalogue, Func<IReadOnlyDictionary<string, string>>? aliases = null)
{
    private const int LongestName = 200;

    private static readonly Dictionary<string, string> NoAliases = [];

    /// <summary>Writes the list.</summary>
    public void Write(Caller caller, IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var id in Offers(caller).Select(static offer => offer.Id).Distinct(StringComparer.Ordinal))
            WriteItem(json, id, caller);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes one model's item.</summary>
    /// <returns>Null, or why there is none; then nothing was written.</returns>
    public Failure? WriteOne(Caller caller, string id, IBufferWriter<byte> output)
    {
        if (!Offers(caller).Any(offer => offer.Id == id))
            return Unknown(id);
        using var json = Json.Writer(output);
        WriteItem(json, id, caller);
        return null;
    }

    /// <summary>The models that can do something, each once.</summary>
    public IReadOnlyList<ListedModel> Listed(Caller caller, Capability capability) =>
    [
        .. Offers(caller).Where(offer => offer.Model.Capabilities.Contains(capability))
            .GroupBy(static offer => offer.Id, StringComparer.Ordinal)
            .Select(static offers => new ListedModel(offers.Key, offers.Min(static offer => offer.Model.Created))),
    ];

    /// <summary>Says that there is no such model.</summary>
    public static Failure Unknown(string id)
    {
        var shown = id.Length <= LongestName ? id : id[..LongestName];
        return new Failure(FailureKind.ModelNotFound, $"The model '{shown}' does not exist here. GET /v1/models lists those that do.") { Param = "model" };
    }

    private IEnumerable<(string Id, IBackend Backend, ModelEntry Model)> Offers(Caller caller)
    {
        var all = catalogue.Backends.Where(static backend => backend.Enabled).SelectMany(static backend => backend.Models.Select(model => (Backend: backend, Model: model))).ToArray();
        var own = all.Where(static offer => !NamePattern.IsOpen(offer.Model.Id)).Select(static offer => (offer.Model.Id, offer.Backend, offer.Model));
        // A model's own name wins over an alias, as in routing.
        var others = (aliases?.Invoke() ?? NoAliases)
            .Where(alias => !all.Any(offer => offer.Model.Id == alias.Key))
            .SelectMany(alias => all.Where(offer => Means(alias.Value, offer.Backend, offer.Model)).Select(offer => (Id: alias.Key, offer.Backend, offer.Model)));
        return own.Concat(others).Where(offer => caller.MayUse(offer.Id, offer.Model.Upstream, offer.Backend.Name));
    }

    private static bool Means(string target, IBackend backend, ModelEntry model) =>
        IsCalled(model, target) || (target.StartsWith(backend.Name + "/", StringComparison.Ordinal) && IsCalled(model, target[(backend.Name.Length + 1)..]));

    private static bool IsCalled(ModelEntry model, string name) =>
        model.Id == name || model.OtherName == name || (NamePattern.IsOpen(model.Id) && NamePattern.Matches(model.Id, name));

    private void WriteItem(Utf8JsonWriter json, string id, Caller caller)
    {
        var offers = Offers(caller).Where(offer => offer.Id == id).ToArray();
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("object", "model");
        json.WriteNumber("created", offers.Min(static offer => offer.Model.Created).ToUnixTimeSeconds());
        json.WriteString("owned_by", offers[0].Backend.Origin == "built-in" ? "gengateway" : offers[0].Backend.Name);
        WriteNames(json, "capabilities", offers.SelectMany(static offer => offer.Model.Capabilities).Select(CapabilityNames.Of));
        WriteNames(json, "backends", offers.Select(static offer => offer.Backend.Name));
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string property, IEnumerable<string> names)
    {
        json.WriteStartArray(property);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
            json.WriteStringValue(name);
        json.WriteEndArray();
    }
}

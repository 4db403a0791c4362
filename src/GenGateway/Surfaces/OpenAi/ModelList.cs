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

    private readonly ModelOffers _offers = new(catalogue, aliases);

    /// <summary>Writes the list.</summary>
    public void Write(Caller caller, IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var id in _offers.For(caller).Select(static offer => offer.Id).Distinct(StringComparer.Ordinal))
            WriteItem(json, id, caller);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes one model's item.</summary>
    /// <returns>Null, or why there is none; then nothing was written.</returns>
    public Failure? WriteOne(Caller caller, string id, IBufferWriter<byte> output)
    {
        if (!_offers.For(caller).Any(offer => offer.Id == id))
            return Unknown(id);
        using var json = Json.Writer(output);
        WriteItem(json, id, caller);
        return null;
    }

    /// <summary>The models that can do something, each once.</summary>
    public IReadOnlyList<ListedModel> Listed(Caller caller, Capability capability) =>
    [
        .. _offers.For(caller).Where(offer => offer.Model.Capabilities.Contains(capability))
            .GroupBy(static offer => offer.Id, StringComparer.Ordinal)
            .Select(static offers => new ListedModel(offers.Key, offers.Min(static offer => offer.Model.Created))),
    ];

    /// <summary>Says that there is no such model.</summary>
    public static Failure Unknown(string id)
    {
        var shown = id.Length <= LongestName ? id : id[..LongestName];
        return new Failure(FailureKind.ModelNotFound, $"The model '{shown}' does not exist here. GET /v1/models lists those that do.") { Param = "model" };
    }

    private void WriteItem(Utf8JsonWriter json, string id, Caller caller)
    {
        var offers = _offers.For(caller).Where(offer => offer.Id == id).ToArray();
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

using System.Buffers;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.WebUi;

/// <summary>What WebUI's clients look up before they ask for pictures, and the one option that they may set. Thread safe.</summary>
/// <param name="offers">The models.</param>
/// <param name="checkpoints">What callers chose.</param>
/// <param name="usual">The model of requests that name none (<c>routing.default_models.image</c>), asked each time; null: none is configured.</param>
public sealed class WebUiLists(ModelOffers offers, ChosenCheckpoints checkpoints, Func<string?> usual)
{
    private const string Checkpoint = "sd_model_checkpoint";

    /// <summary>The models as checkpoints.</summary>
    public void WriteModels(Caller caller, IBufferWriter<byte> output) => WriteList(output, ModelsOf(caller), static (json, model) =>
    {
        json.WriteString("title", model);
        json.WriteString("model_name", model);
        json.WriteNull("hash");
        json.WriteNull("sha256");
        json.WriteString("filename", model);
        json.WriteNull("config");
    });

    /// <summary>The samplers whose names are known; backends may know more.</summary>
    public static void WriteSamplers(IBufferWriter<byte> output) => WriteList(output, SamplerNames.AllSamplers, static (json, sampler) =>
    {
        json.WriteString("name", sampler.WebUi);
        json.WriteStartArray("aliases");
        json.WriteStringValue(sampler.Comfy);
        json.WriteEndArray();
        json.WriteStartObject("options");
        json.WriteEndObject();
    });

    /// <summary>The schedulers likewise; <c>Automatic</c> is the sampler's own.</summary>
    public static void WriteSchedulers(IBufferWriter<byte> output) => WriteList(output, SamplerNames.AllSchedulers.Prepend(("automatic", "Automatic")), static (json, scheduler) =>
    {
        json.WriteString("name", scheduler.Item1);
        json.WriteString("label", scheduler.Item2);
        json.WriteNull("aliases");
        json.WriteNumber("default_rho", -1.0);
        json.WriteBoolean("need_inner_model", false);
    });

    /// <summary>The options.</summary>
    public void WriteOptions(Caller caller, IBufferWriter<byte> output)
    {
        var models = ModelsOf(caller);
        var chosen = checkpoints.Of(caller) ?? usual() ?? (models.Count > 0 ? models[0] : null);
        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteString(Checkpoint, chosen);
        json.WriteNull("sd_checkpoint_hash");
        json.WriteEndObject();
    }

    /// <summary>Sets the caller's checkpoint.</summary>
    /// <param name="caller">Whose.</param>
    /// <param name="body">The options.</param>
    /// <returns>The options that have no effect here, or what is wrong.</returns>
    public Outcome<IReadOnlyList<string>> SetOptions(Caller caller, ReadOnlyMemory<byte> body)
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;
        var fields = new Fields(document.RootElement, "", new Faults());
        var checkpoint = fields.Name(Checkpoint);
        if (fields.Faults.First is { } fault)
            return fault;
        if (checkpoint is not null)
        {
            if (!ModelsOf(caller).Contains(checkpoint))
                return new Failure(FailureKind.ModelNotFound, $"model '{(checkpoint.Length <= 100 ? checkpoint : checkpoint[..100] + "…")}' not found: /sdapi/v1/sd-models lists those that there are.") { Param = Checkpoint };
            checkpoints.Choose(caller, checkpoint);
        }

        var drops = new Drops();
        drops.Add(fields.Rest());
        return Outcome.Of(drops.Names);
    }

    private List<string> ModelsOf(Caller caller) =>
        [.. offers.For(caller).Where(static offer => offer.Model.Capabilities.Contains(Capability.Image)).Select(static offer => offer.Id).Distinct()];

    private static void WriteList<T>(IBufferWriter<byte> output, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        using var json = Json.Writer(output);
        json.WriteStartArray();
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

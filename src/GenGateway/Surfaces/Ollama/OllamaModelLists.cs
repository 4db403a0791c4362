using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Ollama;

/// <summary>
/// Ollama's <c>/api/tags</c>, <c>/api/ps</c> and <c>/api/show</c>: every model that the gateway serves and the key may use, whoever serves it. Sizes are 0 and
/// families empty, since nobody knows them and clients want them there; a digest is the hash of the model's name.
/// </summary>
/// <param name="offers">The models.</param>
public sealed class OllamaModelLists(ModelOffers offers)
{
    private const int LongestName = 200;

    /// <summary>Writes all models.</summary>
    public void WriteTags(Caller caller, IBufferWriter<byte> output) => WriteList(output, ByName(offers.For(caller)), static (json, name, all) =>
    {
        WriteHead(json, name);
        json.WriteString("modified_at", AnswerShape.Time(all.Min(static offer => offer.Model.Created)));
        WriteRest(json, all);
    });

    /// <summary>Writes the models that the embedded engine has in memory now; what other backends hold is not asked for.</summary>
    public void WriteRunning(Caller caller, IBufferWriter<byte> output)
    {
        var loaded = offers.For(caller).Where(static offer => offer.Id == offer.Model.Id && Context(offer) is not null);
        WriteList(output, ByName(loaded), static (json, name, all) =>
        {
            WriteHead(json, name);
            WriteRest(json, all);
            json.WriteNumber("size_vram", 0);
            json.WriteNumber("context_length", Context(all[0])!.Value);
        });
    }

    /// <summary>Writes one model.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="output">Where to.</param>
    /// <returns>Null, or why there is none; then nothing was written.</returns>
    public Failure? WriteOne(Caller caller, ReadOnlyMemory<byte> body, IBufferWriter<byte> output)
    {
        if (!ModelName.Read(body).TryGet(out var asked, out var failure))
            return failure;
        var wanted = ModelTag.Full(asked);
        var all = offers.For(caller).Where(offer => ModelTag.Full(offer.Id) == wanted || ModelTag.Full($"{offer.Backend.Name}/{offer.Id}") == wanted).ToArray();
        if (all.Length == 0)
        {
            var shown = wanted.Length <= LongestName ? wanted : wanted[..LongestName];
            return new Failure(FailureKind.ModelNotFound, $"model '{shown}' not found") { Param = "model" };
        }

        using var json = Json.Writer(output);
        json.WriteStartObject();
        WriteDetails(json, all);
        json.WriteStartObject("model_info");
        // Clients look the length up under the architecture's name.
        if (Context(all[0]) is { } context)
        {
            json.WriteString("general.architecture", "onnx");
            json.WriteNumber("onnx.context_length", context);
        }

        json.WriteEndObject();
        WriteCapabilities(json, all);
        json.WriteString("modified_at", AnswerShape.Time(all.Min(static offer => offer.Model.Created)));
        json.WriteEndObject();
        return null;
    }

    private static void WriteList(IBufferWriter<byte> output, IEnumerable<IGrouping<string, ModelOffer>> models, Action<Utf8JsonWriter, string, ModelOffer[]> write)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteStartArray("models");
        foreach (var model in models)
        {
            json.WriteStartObject();
            write(json, model.Key, [.. model]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<IGrouping<string, ModelOffer>> ByName(IEnumerable<ModelOffer> all) => all.GroupBy(static offer => ModelTag.Full(offer.Id), StringComparer.Ordinal);

    private static int? Context(ModelOffer offer) =>
        offer.Backend.Endpoints.OfType<IModelMemory>().Select(memory => memory.LoadedContext(offer.Model.Upstream)).FirstOrDefault(static context => context is not null);

    private static void WriteHead(Utf8JsonWriter json, string name)
    {
        json.WriteString("name", name);
        json.WriteString("model", name);
    }

    private static void WriteRest(Utf8JsonWriter json, ModelOffer[] all)
    {
        json.WriteNumber("size", 0);
        json.WriteString("digest", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ModelTag.Full(all[0].Id)))));
        WriteDetails(json, all);
        WriteCapabilities(json, all);
    }

    private static void WriteDetails(Utf8JsonWriter json, ModelOffer[] all)
    {
        json.WriteStartObject("details");
        json.WriteString("parent_model", "");
        json.WriteString("format", all[0].Backend.Protocol == "onnx" ? "onnx" : "");
        json.WriteString("family", "");
        json.WriteStartArray("families");
        json.WriteEndArray();
        json.WriteString("parameter_size", "");
        json.WriteString("quantization_level", "");
        json.WriteEndObject();
    }

    // Chat and completion are one thing to Ollama.
    private static void WriteCapabilities(Utf8JsonWriter json, ModelOffer[] all)
    {
        json.WriteStartArray("capabilities");
        foreach (var word in all.SelectMany(static offer => offer.Model.Capabilities).Select(static capability => capability switch
        {
            Capability.Chat or Capability.Completion => "completion",
            Capability.Embedding => "embedding",
            Capability.Image => "image",
        }).Distinct())
            json.WriteStringValue(word);
        json.WriteEndArray();
    }
}

using System.Buffers;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Ollama;

/// <summary>Vectors, in the shape of <c>/api/embed</c> or of the older <c>/api/embeddings</c>, which has one and nothing else.</summary>
/// <param name="isOld">Whether it is the older one.</param>
/// <param name="model">The model as the client knows it.</param>
/// <param name="arrived">The clock's timestamp at which the request arrived.</param>
/// <param name="clock">Measures.</param>
internal sealed class EmbedAnswer(bool isOld, string model, long arrived, TimeProvider clock) : IAnswerWriter
{
    private readonly List<ReadOnlyMemory<float>> _vectors = [];
    private Usage? _usage;

    public string ContentType => "application/json; charset=utf-8";

    public bool Streams => false;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        switch (happened)
        {
            case GenerationEvent.Embedded embedded:
                _vectors.Add(embedded.Vector);
                break;
            case GenerationEvent.UsageReported reported:
                _usage = reported.Usage;
                break;
            case GenerationEvent.Finished:
                WriteBody(output);
                break;
        }
    }

    /// <summary>The answer where nothing was asked for.</summary>
    public static void WriteEmpty(bool isOld, string model, IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        if (!isOld)
            json.WriteString("model", model);
        json.WriteStartArray(isOld ? "embedding" : "embeddings");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteBody(IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        if (isOld)
        {
            json.WritePropertyName("embedding");
            WriteVector(json, _vectors.Count > 0 ? _vectors[0] : default);
            json.WriteEndObject();
            return;
        }

        json.WriteString("model", model);
        json.WriteStartArray("embeddings");
        foreach (var vector in _vectors)
            WriteVector(json, vector);
        json.WriteEndArray();
        json.WriteNumber("total_duration", AnswerShape.Nanoseconds(clock.GetElapsedTime(arrived)));
        if (_usage is not null)
            json.WriteNumber("prompt_eval_count", _usage.PromptTokens);
        json.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter json, ReadOnlyMemory<float> vector)
    {
        json.WriteStartArray();
        foreach (var component in vector.Span)
            json.WriteNumberValue(component);
        json.WriteEndArray();
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Vectors in one piece, in the order of the inputs.</summary>
/// <param name="model">The model as the client knows it.</param>
/// <param name="base64">Whether each vector is base64 of its little-endian floats; else a list of numbers.</param>
internal sealed class EmbeddingWhole(string model, bool base64) : IAnswerWriter
{
    private readonly List<GenerationEvent.Embedded> _vectors = [];
    private Usage? _usage;

    public string ContentType => "application/json";

    public bool Streams => false;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        switch (happened)
        {
            case GenerationEvent.Embedded vector:
                _vectors.Add(vector);
                break;
            case GenerationEvent.UsageReported reported:
                _usage = reported.Usage;
                break;
            case GenerationEvent.Finished:
                WriteBody(output);
                break;
        }
    }

    private void WriteBody(IBufferWriter<byte> output)
    {
        using var json = Json.Writer(output);
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var (index, vector) in _vectors)
        {
            json.WriteStartObject();
            json.WriteString("object", "embedding");
            json.WriteNumber("index", index);
            json.WritePropertyName("embedding");
            Write(json, vector.Span);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model", model);
        if (_usage is { } usage)
        {
            json.WriteStartObject("usage");
            json.WriteNumber("prompt_tokens", usage.PromptTokens);
            json.WriteNumber("total_tokens", usage.TotalTokens);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, ReadOnlySpan<float> vector)
    {
        if (!base64)
        {
            json.WriteStartArray();
            foreach (var component in vector)
                json.WriteNumberValue(component);
            json.WriteEndArray();
            return;
        }

        var bytes = new byte[vector.Length * sizeof(float)];
        for (var at = 0; at < vector.Length; at++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at * sizeof(float)), vector[at]);
        json.WriteBase64StringValue(bytes);
    }
}

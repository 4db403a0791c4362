using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>A body of <c>/v1/embeddings</c>.</summary>
internal sealed class EmbeddingBody(ReadOnlyMemory<byte> body) : TaskBody(body)
{
    /// <summary>Inputs of one request, as many as OpenAI takes.</summary>
    public const int MostInputs = 2048;

    /// <summary>More components than any model's vectors have.</summary>
    public const int MostDimensions = 65_536;

    /// <summary>Whether the vectors are wanted as base64 of little-endian floats. Known once the body is decoded: only then the gateway writes the answer.</summary>
    public bool WantsBase64 { get; private set; }

    protected override GenerationTask Read(Fields fields, Drops drops)
    {
        var inputs = CompletionPrompts.Read(fields, "input", MostInputs);
        var encoding = fields.Name("encoding_format");
        WantsBase64 = encoding == "base64";
        if (encoding is not (null or "float" or "base64"))
            fields.Faults.Add("encoding_format", "encoding_format must be float or base64.");
        var task = new EmbeddingTask(inputs) { Dimensions = fields.Small("dimensions", 1, MostDimensions) };
        fields.Name("model");
        fields.Name("backend");
        // There is nothing to stream, and OpenAI itself ignores the wish; who asks is for OpenAI's own watch over abuse.
        fields.Any("stream");
        fields.Any("user");
        drops.Add(fields.Rest());
        return task;
    }

    protected override void WritePrompt(ref Utf8JsonReader reader, PromptText text) => text.Prompt(ref reader, "input"u8);
}

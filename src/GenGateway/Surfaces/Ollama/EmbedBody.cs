using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>A body of <c>/api/embed</c>, or of the older <c>/api/embeddings</c>, whose one text is called <c>prompt</c>.</summary>
/// <param name="body">The body.</param>
/// <param name="input">The member with the texts.</param>
internal sealed class EmbedBody(ReadOnlyMemory<byte> body, string input) : OllamaBody(body)
{
    private const int MostInputs = 2048;

    protected override GenerationTask ReadTask(Fields fields, Drops drops)
    {
        // How to sample says nothing about vectors; where the numbers are wrong they are refused all the same.
        OptionFields.Read(fields, new Drops());
        return new EmbeddingTask(Inputs(fields))
        {
            Dimensions = fields.Small("dimensions", 1),
            Truncate = fields.Flag("truncate"),
        };
    }

    protected override void WritePrompt(ref Utf8JsonReader reader, PromptText text)
    {
        if (input == "input")
            text.Prompt(ref reader, "input"u8);
        else
            text.Prompt(ref reader, "prompt"u8);
    }

    private List<CompletionPrompt> Inputs(Fields fields)
    {
        if (fields.Any(input) is not { } value)
            return [];
        if (value.ValueKind == JsonValueKind.String)
            return [new CompletionPrompt(input, JsonText.Of(value), null)];
        if (value.ValueKind != JsonValueKind.Array)
            return [];
        if (value.GetArrayLength() > MostInputs)
        {
            fields.Faults.Add(input, $"{input} may have at most {MostInputs} entries; this one has {value.GetArrayLength()}.");
            return [];
        }

        var inputs = new List<CompletionPrompt>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            var place = $"{input}[{inputs.Count}]";
            if (item.ValueKind != JsonValueKind.String)
            {
                fields.Faults.Add(place, $"{place} must be a string, not {Fields.KindOf(item)}.");
                return [];
            }

            inputs.Add(new CompletionPrompt(place, JsonText.Of(item), null));
        }

        return inputs;
    }
}

using System.Buffers;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.WebUi;

/// <summary>WebUI's answer: the pictures as base64, the request once more, and what is known of them as JSON in a string.</summary>
/// <param name="asked">The request.</param>
/// <param name="model">The model that made them.</param>
/// <param name="begun">When it began, as WebUI writes it.</param>
internal sealed class WebUiWhole(WebUiAsked asked, string model, string begun) : IPiecedWriter
{
    private readonly List<GenerationEvent.ImageMade> _images = [];

    public string ContentType => "application/json";

    public bool Streams => false;

    public void Write(GenerationEvent happened, IBufferWriter<byte> output)
    {
        if (happened is GenerationEvent.ImageMade made)
            _images.Add(made);
    }

    public PiecedBody? PiecesOf(GenerationEvent happened)
    {
        if (happened is not GenerationEvent.Finished)
            return null;
        var body = new PiecedBody();
        using var json = Json.Writer(body.Text);
        json.WriteStartObject();
        json.WriteStartArray("images");
        if (asked.SendsImages)
        {
            foreach (var made in _images)
                body.WriteImage(json, made.Image);
        }

        json.WriteEndArray();
        json.WriteStartObject("parameters");
        WriteParameters(json);
        json.WriteEndObject();
        json.WriteString("info", new WebUiInfo(asked, model, begun, _images).Write());
        json.WriteEndObject();
        json.Flush();
        return body;
    }

    // Without the given pictures, which WebUI leaves out too.
    private void WriteParameters(Utf8JsonWriter json)
    {
        var task = asked.Task;
        json.WriteString("prompt", task.Prompt);
        json.WriteString("negative_prompt", task.NegativePrompt ?? "");
        json.WriteNumber("seed", task.Seed ?? -1);
        json.WriteNumber("batch_size", asked.BatchSize);
        json.WriteNumber("n_iter", asked.Batches);
        WebUiInfo.WriteTask(json, task);
        json.WriteString("scheduler", task.Scheduler);
        foreach (var (name, value) in task.WebUiFields)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}

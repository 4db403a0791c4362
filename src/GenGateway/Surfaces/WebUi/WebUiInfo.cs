using System.Buffers;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.WebUi;

/// <summary>What WebUI's clients learn of their pictures. What the backend chose and did not tell is null, its seeds −1.</summary>
internal sealed class WebUiInfo(WebUiAsked asked, string model, string begun, IReadOnlyList<GenerationEvent.ImageMade> images)
{
    /// <summary>The JSON, as UTF-8.</summary>
    public ReadOnlySpan<byte> Write()
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = Json.Writer(output))
        {
            var task = asked.Task;
            json.WriteStartObject();
            json.WriteString("prompt", task.Prompt);
            Each(json, "all_prompts", _ => json.WriteStringValue(task.Prompt));
            json.WriteString("negative_prompt", task.NegativePrompt ?? "");
            Each(json, "all_negative_prompts", _ => json.WriteStringValue(task.NegativePrompt ?? ""));
            json.WriteNumber("seed", images.Count > 0 ? SeedOf(images[0]) : -1);
            Each(json, "all_seeds", image => json.WriteNumberValue(SeedOf(image)));
            WriteTask(json, task);
            json.WriteNumber("batch_size", asked.BatchSize);
            json.WriteString("sd_model_name", model);
            json.WriteNull("sd_model_hash");
            json.WriteStartObject("extra_generation_params");
            if (task.Scheduler is { } scheduler)
                json.WriteString("Schedule type", scheduler);
            json.WriteEndObject();
            json.WriteNumber("index_of_first_image", 0);
            Each(json, "infotexts", image => json.WriteStringValue(InfoText.Of(task, model, image.Seed)));
            json.WriteStartArray("styles");
            json.WriteEndArray();
            json.WriteString("job_timestamp", begun);
            json.WriteEndObject();
        }

        return output.WrittenSpan;
    }

    /// <summary>Members that the information and the request's echo share.</summary>
    public static void WriteTask(Utf8JsonWriter json, ImageTask task)
    {
        Number(json, "width", task.Size?.Width);
        Number(json, "height", task.Size?.Height);
        json.WriteString("sampler_name", task.Sampler);
        Real(json, "cfg_scale", task.Guidance);
        Number(json, "steps", task.Steps);
        if (task.Strength is not null)
            Real(json, "denoising_strength", task.Strength);
    }

    private static long SeedOf(GenerationEvent.ImageMade image) => image.Seed ?? -1;

    private static void Number(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static void Real(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private void Each(Utf8JsonWriter json, string name, Action<GenerationEvent.ImageMade> write)
    {
        json.WriteStartArray(name);
        foreach (var image in images)
            write(image);
        json.WriteEndArray();
    }
}

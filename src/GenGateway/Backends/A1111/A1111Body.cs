using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Backends.Samplers;
using GenGateway.Journey;

namespace GenGateway.Backends.A1111;

/// <summary>The bodies of <c>txt2img</c> and <c>img2img</c>. Pure.</summary>
internal static class A1111Body
{
    // Near enough to the given picture to be one like it.
    private const double VariationStrength = 0.75;

    /// <summary>Fields that are asked for and have no place there, as clients name them.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="isShared">Whether others use the server too, so that nobody knows whose unfinished picture it shows.</param>
    public static IEnumerable<string> NotCarried(ImageTask task, bool isShared) => isShared && task.PartialImages > 0 ? FieldsWithoutPlace.AskedOf(task).Append("partial_images") : FieldsWithoutPlace.AskedOf(task);

    /// <summary>Writes a body.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="names">Its sampler and scheduler as the server names them.</param>
    /// <param name="checkpoint">The checkpoint's title; null: the one that is loaded.</param>
    public static ReadOnlyMemory<byte> Write(ImageTask task, SamplerChoice names, string? checkpoint) => RequestJson.Write(json =>
    {
        json.WriteString("prompt", task.Prompt);
        json.WriteString("negative_prompt", task.NegativePrompt ?? "");
        json.WriteNumber("seed", task.Seed ?? -1);
        json.WriteNumber("batch_size", 1);
        // One after the other: pictures side by side take as many times the memory.
        json.WriteNumber("n_iter", task.Count);
        if (task.Steps is { } steps)
            json.WriteNumber("steps", steps);
        if (task.Guidance is { } guidance)
            json.WriteNumber("cfg_scale", guidance);
        // Said always: the server's own default is a small square, whatever picture was given.
        var size = task.SizeOrUsual;
        json.WriteNumber("width", size.Width);
        json.WriteNumber("height", size.Height);
        if (names.Sampler is { } sampler)
            json.WriteString("sampler_name", sampler);
        if (names.Scheduler is { } scheduler)
            json.WriteString("scheduler", scheduler);
        json.WriteBoolean("send_images", true);
        json.WriteBoolean("save_images", false);
        if (task.Inputs.Count > 0)
            WriteInputs(json, task);
        WriteOverrides(json, task, checkpoint);
        foreach (var (name, value) in task.WebUiFields)
        {
            if (name is not ("override_settings" or "override_settings_restore_afterwards"))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
        }
    });

    private static void WriteInputs(Utf8JsonWriter json, ImageTask task)
    {
        json.WriteStartArray("init_images");
        json.WriteBase64StringValue(task.Inputs[0].Bytes.Span);
        json.WriteEndArray();
        if ((task.Strength ?? (task.Work == ImageWork.Vary ? VariationStrength : null)) is { } strength)
            json.WriteNumber("denoising_strength", strength);
        if (task.Mask is { } mask)
            json.WriteBase64String("mask", mask.Image.Bytes.Span);
    }

    // The checkpoint stays: restoring the one before would load two for one picture. What else a client sets is for its own picture alone, whatever it says.
    private static void WriteOverrides(Utf8JsonWriter json, ImageTask task, string? checkpoint)
    {
        var given = task.WebUiFields.TryGetValue("override_settings", out var settings) && settings.ValueKind == JsonValueKind.Object;
        if (checkpoint is null && !given)
            return;
        json.WriteStartObject("override_settings");
        if (checkpoint is not null)
            json.WriteString("sd_model_checkpoint", checkpoint);
        if (given)
        {
            foreach (var setting in settings.EnumerateObject())
            {
                if (checkpoint is null || setting.Name != "sd_model_checkpoint")
                    setting.WriteTo(json);
            }
        }

        json.WriteEndObject();
        json.WriteBoolean("override_settings_restore_afterwards", given || (task.WebUiFields.TryGetValue("override_settings_restore_afterwards", out var restores) && restores.ValueKind == JsonValueKind.True));
    }
}

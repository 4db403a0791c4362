using System.Globalization;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Backends.Masks;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>The fields of OpenAI's image bodies, by what each of its models takes. Pure.</summary>
internal static class ImageFields
{
    /// <summary>The family of a model.</summary>
    public static ImageFamily FamilyOf(string model) => model switch
    {
        "dall-e-2" => ImageFamily.DallE2,
        "dall-e-3" => ImageFamily.DallE3,
        _ when model.StartsWith("gpt-image", StringComparison.Ordinal) || model.StartsWith("chatgpt-image", StringComparison.Ordinal) => ImageFamily.Gpt,
        _ => ImageFamily.Other,
    };

    /// <summary>Fields that are asked for and that the model does not take, as clients name them.</summary>
    public static IEnumerable<string> NotCarried(ImageTask task, string model)
    {
        var carried = Of(task, model, isStreamed: true).Select(static field => field.Name).ToHashSet();
        foreach (var name in Asked(task))
        {
            if (!carried.Contains(name))
                yield return name;
        }
    }

    /// <summary>The fields beside the pictures, in the order in which they are written.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="model">Of which model; empty: of the server's own choice.</param>
    /// <param name="isStreamed">Whether unfinished pictures are asked for.</param>
    public static IEnumerable<(string Name, object Value)> Of(ImageTask task, string model, bool isStreamed)
    {
        var family = FamilyOf(model);
        if (model.Length > 0)
            yield return ("model", model);
        if (task.Work != ImageWork.Vary)
            yield return ("prompt", task.Prompt);
        yield return ("n", (long)task.Count);
        foreach (var (name, value, where) in Optional(task, isStreamed))
        {
            if (value is not null && where.Contains(family))
                yield return (name, value);
        }

        // Its links live for an hour, and may lie where nobody may fetch them: the picture itself.
        if (family != ImageFamily.Gpt)
            yield return ("response_format", "b64_json");
    }

    /// <summary>The body of a route that takes JSON.</summary>
    public static ReadOnlyMemory<byte> ToJson(ImageTask task, string model, bool isStreamed) => RequestJson.Write(json =>
    {
        foreach (var (name, value) in Of(task, model, isStreamed))
            Write(json, name, value);
    });

    /// <summary>The body of a route that takes a form.</summary>
    public static FormContent ToForm(ImageTask task, string model, bool isStreamed)
    {
        var form = new FormContent();
        foreach (var (name, value) in Of(task, model, isStreamed))
            form.Add(name, value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture)!);
        // Several are a list, which OpenAI knows by the brackets; one alone every server takes.
        for (var index = 0; index < task.Inputs.Count; index++)
            form.Add(task.Inputs.Count == 1 ? "image" : "image[]", string.Create(CultureInfo.InvariantCulture, $"image-{index}"), task.Inputs[index]);
        if (task.Mask is { } mask)
            form.Add("mask", "mask", mask.Image);
        return form.Close();
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
        }
    }

    private static IEnumerable<(string Name, object? Value, ImageFamily[] Where)> Optional(ImageTask task, bool isStreamed)
    {
        ImageFamily[] all = [ImageFamily.Other, ImageFamily.DallE2, ImageFamily.DallE3, ImageFamily.Gpt];
        ImageFamily[] gpt = [ImageFamily.Other, ImageFamily.Gpt];
        ImageFamily[] others = [ImageFamily.Other];
        yield return ("size", task.Size?.ToString(), all);
        yield return ("quality", task.Quality, all);
        yield return ("style", task.Style, [ImageFamily.Other, ImageFamily.DallE3]);
        yield return ("user", task.User, all);
        yield return ("background", task.Background, gpt);
        yield return ("output_format", task.OutputFormat, gpt);
        yield return ("output_compression", (long?)task.OutputCompression, gpt);
        yield return ("moderation", task.Moderation, gpt);
        yield return ("input_fidelity", task.InputFidelity, gpt);
        if (isStreamed && task.PartialImages > 0)
        {
            yield return ("stream", true, [ImageFamily.Gpt]);
            yield return ("partial_images", (long)task.PartialImages, [ImageFamily.Gpt]);
        }

        yield return ("negative_prompt", task.NegativePrompt, others);
        yield return ("seed", task.Seed, others);
        yield return ("num_inference_steps", (long?)task.Steps, others);
        yield return ("guidance_scale", task.Guidance, others);
        yield return ("sampler", task.Sampler, others);
        yield return ("scheduler", task.Scheduler, others);
        yield return ("strength", task.Strength, others);
    }

    private static IEnumerable<string> Asked(ImageTask task)
    {
        foreach (var (name, value, _) in Optional(task, isStreamed: true))
        {
            if (value is not null && name != "stream")
                yield return name;
        }

        foreach (var name in task.WebUiFields.Keys)
        {
            if (name != MaskPictures.CarriedField(task))
                yield return name;
        }
    }
}

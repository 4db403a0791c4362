using GenGateway.Journey;

namespace GenGateway.Backends.Custom;

/// <summary>What each placeholder of a service's body means in a task. Pure.</summary>
internal static class CustomFields
{
    /// <summary>The value: a text, a whole number, a number, a picture, or pictures; null: the task has none.</summary>
    /// <param name="name">One of <see cref="Configuration.TemplateText.ImageFields"/>.</param>
    /// <param name="task">What is asked.</param>
    /// <param name="model">The model's name there; null: none is told.</param>
    public static object? Of(string name, ImageTask task, string? model) => name switch
    {
        "prompt" => task.Prompt.Length > 0 ? task.Prompt : null,
        "negative_prompt" => task.NegativePrompt,
        "n" => (long)task.Count,
        "width" => (long)task.SizeOrUsual.Width,
        "height" => (long)task.SizeOrUsual.Height,
        "size" => task.SizeOrUsual.ToString(),
        "seed" => task.Seed,
        "model" => model,
        "steps" => (long?)task.Steps,
        "guidance_scale" => task.Guidance,
        "sampler" => task.Sampler,
        "scheduler" => task.Scheduler,
        "strength" => task.Strength,
        "quality" => task.Quality,
        "style" => task.Style,
        "background" => task.Background,
        "output_format" => task.OutputFormat,
        "output_compression" => (long?)task.OutputCompression,
        "moderation" => task.Moderation,
        "input_fidelity" => task.InputFidelity,
        "user" => task.User,
        "image" => task.Inputs.Count > 0 ? task.Inputs[0] : null,
        "image_type" => task.Inputs.Count > 0 ? task.Inputs[0].Type.MediaType : null,
        "images" => task.Inputs.Count > 0 ? task.Inputs : null,
        "mask" => task.Mask?.Image,
        "mask_type" => task.Mask?.Image.Type.MediaType,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No field of a request."),
    };

    /// <summary>Fields that are asked for and that no placeholder takes, as clients name them.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="taken">The placeholders of the body.</param>
    public static IEnumerable<string> NotCarried(ImageTask task, IReadOnlySet<string> taken)
    {
        (string Name, bool IsAsked, string[] By)[] fields =
        [
            ("negative_prompt", task.NegativePrompt is not null, ["negative_prompt"]),
            ("size", task.Size is not null, ["size", "width", "height"]),
            ("seed", task.Seed is not null, ["seed"]),
            ("num_inference_steps", task.Steps is not null, ["steps"]),
            ("guidance_scale", task.Guidance is not null, ["guidance_scale"]),
            ("sampler", task.Sampler is not null, ["sampler"]),
            ("scheduler", task.Scheduler is not null, ["scheduler"]),
            ("strength", task.Strength is not null, ["strength"]),
            ("quality", task.Quality is not null, ["quality"]),
            ("style", task.Style is not null, ["style"]),
            ("background", task.Background is not null, ["background"]),
            ("output_format", task.OutputFormat is not null, ["output_format"]),
            ("output_compression", task.OutputCompression is not null, ["output_compression"]),
            ("moderation", task.Moderation is not null, ["moderation"]),
            ("input_fidelity", task.InputFidelity is not null, ["input_fidelity"]),
            ("user", task.User is not null, ["user"]),
            ("partial_images", task.PartialImages > 0, []),
        ];
        return fields.Where(field => field.IsAsked && !field.By.Any(taken.Contains)).Select(static field => field.Name).Concat(task.WebUiFields.Keys);
    }
}

using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.WebUi;

/// <summary>The fields of WebUI's requests; those that only WebUI and its like know go on as they came.</summary>
internal static class WebUiFields
{
    private const int UsualSide = 512;
    private const int MostInputs = 16;
    private const int MostSteps = 1000;
    private const long MostSeed = 1L << 53;
    private const string Overrides = "override_settings";
    private const string Restores = "override_settings_restore_afterwards";
    private const string Checkpoint = "sd_model_checkpoint";

    /// <summary>Reads a body; what is wrong goes to the fields' faults.</summary>
    /// <param name="fields">The body's.</param>
    /// <param name="takesPictures">Whether it is one of <c>img2img</c>.</param>
    /// <param name="mostPixels">Pixels that each of its pictures may have.</param>
    public static WebUiAsked Read(Fields fields, bool takesPictures, long mostPixels)
    {
        var drops = new Drops();
        var own = new Dictionary<string, JsonElement>();
        var checkpoint = CheckpointOf(fields, own) ?? fields.Name("model");
        var batchSize = fields.Small("batch_size", 1, ImageTask.MostCount) ?? 1;
        var batches = fields.Small("n_iter", 1, ImageTask.MostCount) ?? 1;
        if (batchSize * batches > ImageTask.MostCount)
            fields.Faults.Add("n_iter", $"batch_size times n_iter are the pictures of one request: at most {ImageTask.MostCount}, not {batchSize * batches}.");
        var seed = fields.Integer("seed", -1, MostSeed);
        var sampler = fields.Name("sampler_name");
        // Counts only where the newer name is missing, and is read all the same.
        var olderSampler = fields.Name("sampler_index");
        var scheduler = fields.Name("scheduler");
        var sendsImages = fields.Flag("send_images") ?? true;
        if (fields.Flag("save_images") is true)
            drops.Add("save_images");

        var task = new ImageTask(takesPictures ? ImageWork.Edit : ImageWork.Generate, fields.Text("prompt") ?? "")
        {
            NegativePrompt = fields.Name("negative_prompt"),
            Count = batchSize * batches,
            Size = SizeOf(fields),
            UsualSize = new ImageSize(UsualSide, UsualSide),
            Steps = fields.Small("steps", 1, MostSteps),
            Guidance = fields.Number("cfg_scale", 0, 1000),
            Seed = seed == -1 ? null : seed,
            Sampler = sampler ?? olderSampler,
            // As good as none: the sampler's own.
            Scheduler = "automatic".Equals(scheduler, StringComparison.OrdinalIgnoreCase) ? null : scheduler,
            // WebUI's pictures always have it.
            WritesInfo = true,
        };
        if (takesPictures)
        {
            task = task with
            {
                Inputs = InputsOf(fields, mostPixels),
                Mask = fields.Any("mask") is { } mask && WebUiPicture.Read(mask, "mask", mostPixels, fields.Faults) is { } read ? new ImageMask(read, IsAlpha: false) : null,
                Strength = fields.Number("denoising_strength", 0, 1),
            };
        }

        var backend = fields.Name("backend");
        foreach (var name in fields.Rest())
            Keep(own, name, fields.Any(name));
        return new WebUiAsked(task with { WebUiFields = own }, checkpoint, backend, batchSize, batches, sendsImages, drops.Names);
    }

    /// <summary>The checkpoint among the settings, which is the model; the others are WebUI's own.</summary>
    private static string? CheckpointOf(Fields fields, Dictionary<string, JsonElement> own)
    {
        var given = fields.Any(Overrides);
        var restores = fields.Flag(Restores);
        if (fields.Object(Overrides) is not { } settings)
            return null;
        var checkpoint = settings.Name(Checkpoint);
        if (settings.Rest().Any())
            Keep(own, Overrides, given);
        if (restores is true)
            Keep(own, Restores, fields.Any(Restores));
        return checkpoint;
    }

    // What is empty asks for nothing. The document is gone when a backend reads it.
    private static void Keep(Dictionary<string, JsonElement> own, string name, JsonElement? value)
    {
        var isEmpty = value is not { } given || given.ValueKind switch
        {
            JsonValueKind.String => given.ValueEquals(""),
            JsonValueKind.Array => given.GetArrayLength() == 0,
            JsonValueKind.Object => given.GetPropertyCount() == 0,
            _ => false,
        };
        if (!isEmpty)
            own[name] = value!.Value.Clone();
    }

    private static ImageSize? SizeOf(Fields fields)
    {
        var width = fields.Small("width", 1, ImageSize.LongestSide);
        var height = fields.Small("height", 1, ImageSize.LongestSide);
        return width is null && height is null ? null : new ImageSize(width ?? UsualSide, height ?? UsualSide);
    }

    private static List<ImageInput> InputsOf(Fields fields, long mostPixels)
    {
        var inputs = new List<ImageInput>();
        if (fields.Array("init_images") is not { } list)
            return inputs;
        if (list.GetArrayLength() > MostInputs)
        {
            fields.Faults.Add("init_images", $"init_images may have at most {MostInputs} pictures, not {list.GetArrayLength()}.");
            return inputs;
        }

        foreach (var item in list.EnumerateArray())
        {
            if (WebUiPicture.Read(item, $"init_images[{inputs.Count}]", mostPixels, fields.Faults) is not { } input)
                break;
            inputs.Add(input);
        }

        return inputs;
    }
}

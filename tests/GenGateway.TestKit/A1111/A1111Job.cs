using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Pictures;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.A1111;

/// <summary>One generation: what the request comes to, its pictures, and what is told of them.</summary>
internal sealed class A1111Job
{
    private const long SeedBound = 4294967294;

    private readonly JsonObject parameters;
    private readonly JsonObject settings;
    private readonly string sampler;
    private readonly string schedule;
    private readonly long subseed;
    private readonly long[] seeds;
    private readonly long inputs;
    private readonly int shown;

    /// <param name="parameters">All fields of the request.</param>
    /// <param name="settings">The server's, with what the request overrides.</param>
    /// <param name="model">The checkpoint that is loaded.</param>
    /// <param name="image">It is img2img.</param>
    /// <param name="given">The given pictures and the mask; empty for txt2img.</param>
    public A1111Job(JsonObject parameters, JsonObject settings, A1111Model model, bool image, IReadOnlyList<byte[]> given)
    {
        this.parameters = parameters;
        this.settings = settings;
        Model = model;
        IsImage = image;
        (sampler, schedule) = A1111Samplers.Resolve(Text("sampler_name") ?? Text("sampler_index"), Text("scheduler"));
        var count = (parameters["init_images"] as JsonArray)?.Count ?? 0;
        // Fewer given pictures than places in a batch make the batch smaller; a single one fills it.
        BatchSize = count > 1 ? Math.Min(count, Number("batch_size")) : Number("batch_size");
        Batches = Number("n_iter");
        var seed = Drawn("seed");
        subseed = Drawn("subseed");
        var steady = parameters["subseed_strength"]!.GetValue<double>() != 0;
        seeds = [.. Enumerable.Range(0, BatchSize * Batches).Select(index => seed + (steady ? 0 : index))];
        foreach (var picture in given)
            inputs = FakePixels.Mix(inputs, picture);
        shown = image ? (int)(Math.Min(Strength ?? 0.75, 0.999) * Steps) + 1 : Steps;
    }

    public A1111Model Model { get; }

    public bool IsImage { get; }

    public int BatchSize { get; }

    public int Batches { get; }

    /// <summary>As the request has them.</summary>
    public int Steps => Number("steps");

    /// <summary>Steps that a batch goes through: of img2img only a part, by its strength.</summary>
    public int StepsShown => shown;

    /// <summary>Twice, where a picture is enlarged and gone over again.</summary>
    public int Passes => IsTrue("enable_hr") ? 2 : 1;

    public IReadOnlyList<long> Seeds => seeds;

    /// <summary>In pixels: cut to multiples of 8, and enlarged where that is asked for.</summary>
    public (int Width, int Height) Size
    {
        get
        {
            var (width, height) = (Number("width") / 8 * 8, Number("height") / 8 * 8);
            if (!IsTrue("enable_hr"))
                return (width, height);
            var scale = parameters["hr_scale"]!.GetValue<double>();
            var (wide, high) = (Number("hr_resize_x"), Number("hr_resize_y"));
            return (wide > 0 ? wide / 8 * 8 : (int)(width * scale) / 8 * 8, high > 0 ? high / 8 * 8 : (int)(height * scale) / 8 * 8);
        }
    }

    private double? Strength => parameters["denoising_strength"]?.GetValue<double>();

    /// <summary>What the values come to that validation lets through, or null.</summary>
    public WireReply? Failure(long mostPixels)
    {
        if (parameters["prompt"] is null)
            return A1111Replies.Thrown("AssertionError", "");
        if (Number("width") < 8 || Number("height") < 8)
            return A1111Replies.Thrown("RuntimeError", $"Calculated padded input size per channel: ({(Number("height") / 8) + 2} x {(Number("width") / 8) + 2}). Kernel size: (3 x 3). Kernel size can't be greater than actual input size");
        if (Steps == 0)
            return A1111Replies.Thrown("ZeroDivisionError", "integer division or modulo by zero");
        var (width, height) = Size;
        return (long)width * height * BatchSize > mostPixels ? A1111Replies.OutOfMemory : null;
    }

    /// <summary>The picture of one seed, as far as it is denoised.</summary>
    public byte[] Paint(int index, int stepsDone, string infotext)
    {
        var (width, height) = Size;
        var seed = FakePixels.Mix(seeds[index], inputs);
        return FakePng.Of(width, height, stepsDone < StepsShown * Passes ? FakePixels.Mix(seed, stepsDone) : seed, infotext);
    }

    /// <summary>The answer, with as many pictures as were made.</summary>
    /// <param name="stepsDone">For each batch that was begun, the steps it went through.</param>
    /// <param name="timestamp">When the run began.</param>
    public JsonObject Answer(IReadOnlyList<int> stepsDone, string timestamp)
    {
        List<string> texts = [];
        List<byte[]> pictures = [];
        for (var index = 0; index < stepsDone.Count * BatchSize; index++)
        {
            texts.Add(Infotext(index));
            pictures.Add(Paint(index, stepsDone[index / BatchSize], texts[index]));
        }

        // The grid comes first, and only if pictures are kept at all.
        var grid = IsTrue("save_images") && !IsTrue("do_not_save_grid") && pictures.Count > 1;
        if (grid)
        {
            var rows = (int)Math.Round(Math.Sqrt(pictures.Count));
            var (width, height) = Size;
            texts.Insert(0, texts[0]);
            pictures.Insert(0, FakePng.Of(width * ((pictures.Count + rows - 1) / rows), height * rows, FakePixels.Mix(seeds[0], pictures.Count), texts[0]));
        }

        var echo = (JsonObject)parameters.DeepClone();
        if (IsImage && !IsTrue("include_init_images"))
            (echo["init_images"], echo["mask"]) = (null, null);
        return new JsonObject
        {
            ["images"] = new JsonArray([.. (IsTrue("send_images") ? pictures : []).Select(picture => (JsonNode)Convert.ToBase64String(picture))]),
            ["parameters"] = echo,
            ["info"] = PythonJson.Dumps(Info(texts, grid, timestamp)),
        };
    }

    private JsonObject Info(IEnumerable<string> texts, bool grid, string timestamp) => new()
    {
        ["prompt"] = Text("prompt"),
        ["all_prompts"] = Repeated(Text("prompt")),
        ["negative_prompt"] = Text("negative_prompt"),
        ["all_negative_prompts"] = Repeated(Text("negative_prompt")),
        ["seed"] = seeds[0],
        ["all_seeds"] = Numbers(seeds),
        ["subseed"] = subseed,
        ["all_subseeds"] = Numbers(seeds.Select((_, index) => subseed + index)),
        ["subseed_strength"] = parameters["subseed_strength"]!.DeepClone(),
        ["width"] = Number("width"),
        ["height"] = Number("height"),
        ["sampler_name"] = sampler,
        ["cfg_scale"] = parameters["cfg_scale"]?.DeepClone(),
        ["steps"] = Steps,
        ["batch_size"] = BatchSize,
        ["restore_faces"] = IsTrue("restore_faces"),
        ["face_restoration_model"] = null,
        ["sd_model_name"] = Model.Name,
        ["sd_model_hash"] = Model.Hash,
        ["sd_vae_name"] = Json.Text(settings, "sd_vae") is { } vae and not ("Automatic" or "None") ? vae : null,
        ["sd_vae_hash"] = null,
        ["seed_resize_from_w"] = parameters["seed_resize_from_w"]?.DeepClone(),
        ["seed_resize_from_h"] = parameters["seed_resize_from_h"]?.DeepClone(),
        ["denoising_strength"] = parameters["denoising_strength"]?.DeepClone(),
        ["extra_generation_params"] = Extras(),
        ["index_of_first_image"] = grid ? 1 : 0,
        ["infotexts"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]),
        ["styles"] = parameters["styles"]?.DeepClone() ?? new JsonArray(),
        ["job_timestamp"] = timestamp,
        ["clip_skip"] = ClipSkip,
        ["is_using_inpainting_conditioning"] = false,
        ["version"] = "1.10.1",
    };

    private int ClipSkip => Json.Number(settings, "CLIP_stop_at_last_layers") ?? 1;

    private JsonObject Extras()
    {
        var extras = new JsonObject();
        if (IsImage)
            extras["Denoising strength"] = parameters["denoising_strength"]?.DeepClone();
        if (IsImage && Text("mask") is not null)
        {
            if (Number("inpainting_mask_invert") != 0)
                extras["Mask mode"] = "Inpaint not masked";
            extras["Mask blur"] = Json.Number(parameters, "mask_blur") ?? Number("mask_blur_x");
            if (IsTrue("inpaint_full_res"))
                (extras["Inpaint area"], extras["Masked area padding"]) = ("Only masked", Number("inpaint_full_res_padding"));
        }

        if (schedule != "Automatic")
            extras["Schedule type"] = schedule;
        return extras;
    }

    private string Infotext(int index)
    {
        var (name, negative) = (Model.Name, Text("negative_prompt"));
        List<(string Name, string? Value)> facts =
        [
            ("Steps", Steps.ToString(CultureInfo.InvariantCulture)),
            ("Sampler", sampler),
            ("Schedule type", schedule),
            ("CFG scale", parameters["cfg_scale"]?.ToJsonString()),
            ("Seed", seeds[index].ToString(CultureInfo.InvariantCulture)),
            ("Size", $"{Number("width")}x{Number("height")}"),
            ("Model hash", Model.Hash),
            ("Model", name),
            ("Clip skip", ClipSkip > 1 ? ClipSkip.ToString(CultureInfo.InvariantCulture) : null),
            .. Extras().Where(extra => extra.Key != "Schedule type").Select(extra => (extra.Key, extra.Value?.ToString())),
            ("Version", "1.10.1"),
        ];
        return $"{Text("prompt")}{(string.IsNullOrEmpty(negative) ? "" : $"\nNegative prompt: {negative}")}\n{string.Join(", ", facts.Where(fact => fact.Value is not null).Select(fact => $"{fact.Name}: {fact.Value}"))}";
    }

    private JsonArray Repeated(string? text) => new([.. seeds.Select(_ => (JsonNode?)text)]);

    private static JsonArray Numbers(IEnumerable<long> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    private string? Text(string name) => Json.Text(parameters, name);

    private int Number(string name) => Json.Number(parameters, name) ?? 0;

    private bool IsTrue(string name) => Json.IsTrue(parameters, name);

    private long Drawn(string name) => parameters[name]?.GetValue<long>() is { } given and not -1 ? given : Random.Shared.NextInt64(SeedBound);
}

using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Pictures;

namespace GenGateway.TestKit.ComfyUi;

/// <summary>What the nodes of one run do, class by class.</summary>
internal sealed class ComfyWork(FakeComfyUi fake, ComfyPrompt prompt, Func<string, int, int, byte[]?, Task> report)
{
    private const string Letters = "abcdefghijklmnopqrstupvxyz";

    /// <param name="id">The node.</param>
    /// <param name="nodeClass">Its class.</param>
    /// <param name="inputs">What its inputs hold: results of nodes, or the graph's own values.</param>
    public async Task<ComfyResult> RunAsync(string id, string nodeClass, IReadOnlyDictionary<string, object?> inputs)
    {
        if (fake.Failure is { } failure && failure.NodeClass == nodeClass && nodeClass != "KSampler")
            throw new ComfyFailedException(failure);
        return nodeClass switch
        {
            "CheckpointLoaderSimple" => Load(Text("ckpt_name")),
            "VAELoader" => Of(Text("vae_name")),
            "CLIPTextEncode" => Of(Text("text")),
            "EmptyLatentImage" => Of(new ComfyLatent(Whole("width") / 8 * 8, Whole("height") / 8 * 8, [.. new long[Whole("batch_size")]])),
            "LoadImage" => LoadImage(Text("image")),
            "LoadImageMask" => Of(new ComfyMask("LoadImageMask", Text("image"), Text("channel"), File(Text("image")))),
            "VAEEncode" => Of(Encoded(null)),
            "VAEEncodeForInpaint" => Of(Encoded(Used((ComfyMask)inputs["mask"]!, Whole("grow_mask_by")))),
            "SetLatentNoiseMask" => Of(Latent() with { Mask = Used((ComfyMask)inputs["mask"]!, 0) }),
            "RepeatLatentBatch" => Of(Latent() with { Seeds = [.. Enumerable.Repeat(Latent().Seeds, Whole("amount")).SelectMany(seeds => seeds)] }),
            "ImageScale" => Of(Scaled((ComfyImages)inputs["image"]!)),
            "KSampler" => Of(await SampleAsync()),
            "VAEDecode" => Of(Decoded(Latent())),
            "SaveImage" => Save("output", Text("filename_prefix")),
            "PreviewImage" => Save("temp", $"ComfyUI_temp_{string.Concat(Enumerable.Range(0, 5).Select(place => Letters[(int)((ulong)FakePixels.Mix(Seed(prompt.Id), place) % 26)]))}"),
            "SaveImageWebsocket" => await SendAsync(),
            _ => throw new InvalidOperationException($"Nobody wrote what {nodeClass} does."),
        };

        string Text(string name) => ((JsonNode?)inputs[name])!.ToString();

        int Whole(string name) => ((JsonNode)inputs[name]!).GetValue<int>();

        ComfyLatent Latent() => (ComfyLatent)inputs["samples"]!;

        ComfyMask Used(ComfyMask mask, int grow)
        {
            mask = mask with { UsedBy = nodeClass, Grow = grow };
            prompt.Add(mask);
            return mask;
        }

        ComfyLatent Encoded(ComfyMask? mask)
        {
            var pixels = (ComfyImages)inputs["pixels"]!;
            return new ComfyLatent(pixels.Width / 8 * 8, pixels.Height / 8 * 8, pixels.Seeds, mask);
        }

        ComfyImages Scaled(ComfyImages images)
        {
            var (width, height) = (Whole("width"), Whole("height"));
            if (width == 0)
                width = height == 0 ? images.Width : Math.Max(1, images.Width * height / images.Height);
            if (height == 0)
                height = Math.Max(1, images.Height * width / images.Width);
            return images with { Width = width, Height = height };
        }

        async Task<ComfyLatent> SampleAsync()
        {
            var latent = (ComfyLatent)inputs["latent_image"]!;
            var steps = Whole("steps");
            if ((long)latent.Width * latent.Height * latent.Seeds.Count > fake.MostPixels)
                throw new ComfyFailedException(ComfyFailure.OutOfMemory);
            var seed = FakePixels.Mix(unchecked((long)(ulong)BigInteger.Parse(Text("seed"), CultureInfo.InvariantCulture)), Encoding.UTF8.GetBytes((string)inputs["positive"]!));
            for (var step = 0; step < steps; step++)
            {
                if (fake.Failure is { NodeClass: "KSampler" } broken && broken.AfterSteps == step)
                    throw new ComfyFailedException(broken);
                await fake.StepAsync(step);
                prompt.StepsDone++;
                await report(id, step + 1, steps, Preview(latent, seed, step));
            }

            return latent with { Seeds = [.. latent.Seeds.Select((given, index) => Painted(seed, index, given))] };
        }

        async Task<ComfyResult> SendAsync()
        {
            var images = (ComfyImages)inputs["images"]!;
            for (var at = 0; at < images.Seeds.Count; at++)
            {
                var picture = FakePng.Of(images.Width, images.Height, images.Seeds[at]);
                prompt.Add(picture);
                await report(id, at, images.Seeds.Count, picture);
            }

            return new ComfyResult([]);
        }

        ComfyResult Save(string type, string prefix)
        {
            var images = (ComfyImages)inputs["images"]!;
            prefix = prefix.Replace("%width%", images.Width.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("%height%", images.Height.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            var cut = prefix.LastIndexOf('/') + 1;
            var (folder, name) = (prefix[..cut].TrimEnd('/'), prefix[cut..]);
            JsonArray saved = [];
            foreach (var seed in images.Seeds)
            {
                var picture = FakePng.Of(images.Width, images.Height, seed, Texts());
                prompt.Add(picture);
                var file = fake.Files.Save(type, folder, name.Replace("%batch_num%", saved.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), picture);
                saved.Add((JsonNode)new JsonObject { ["filename"] = file, ["subfolder"] = folder, ["type"] = type });
            }

            return new ComfyResult([], new JsonObject { ["images"] = saved });
        }
    }

    /// <summary>The first picture of a batch is painted by the seed and the prompt alone, the others by their place too, and each by what it was given.</summary>
    private static long Painted(long seed, int index, long given)
    {
        if (index > 0)
            seed = FakePixels.Mix(seed, index);
        return given == 0 ? seed : FakePixels.Mix(seed, given);
    }

    private static long Seed(string text) => FakePixels.Mix(0, Encoding.UTF8.GetBytes(text));

    private static ComfyResult Of(params object[] outputs) => new(outputs);

    private static ComfyImages Decoded(ComfyLatent latent) => new(latent.Width, latent.Height, latent.Seeds);

    private static ComfyResult Load(string name) => Of(name, name, name);

    private byte[]? Preview(ComfyLatent latent, long seed, int step)
    {
        var asked = fake.Version == ComfyVersion.V080 ? Json.Text(prompt.ExtraData, "preview_method") : null;
        if ((asked is "none" or "auto" or "latent2rgb" or "taesd" ? asked : fake.PreviewMethod) == "none")
            return null;
        var scale = 512.0 / Math.Max(latent.Width, latent.Height);
        return FakeJpeg.Of(Math.Max(1, (int)(latent.Width * scale)), Math.Max(1, (int)(latent.Height * scale)), FakePixels.Mix(seed, step));
    }

    private byte[] File(string name) => fake.Files.Annotated(name) ?? throw new ComfyFailedException(new ComfyFailure("LoadImage", "FileNotFoundError", $"[Errno 2] No such file or directory: '/srv/data/comfy/input/{name}'"));

    private ComfyResult LoadImage(string name)
    {
        var bytes = File(name);
        var (width, height) = FakePictureKind.Size(bytes);
        if (width == 0)
            throw new ComfyFailedException(new ComfyFailure("LoadImage", "PIL.UnidentifiedImageError", $"cannot identify image file '/srv/data/comfy/input/{name}'"));
        return Of(new ComfyImages(width, height, [FakePixels.Mix(0, bytes)]), new ComfyMask("LoadImage", name, "alpha", bytes));
    }

    /// <summary>What the server writes into every picture that it stores: the graph, and what the client gave for it.</summary>
    private IEnumerable<(string, string)> Texts() =>
        [("prompt", PythonJson.Dumps(prompt.Graph)), .. (prompt.ExtraData["extra_pnginfo"] as JsonObject ?? []).Select(info => (info.Key, PythonJson.Dumps(info.Value)))];
}

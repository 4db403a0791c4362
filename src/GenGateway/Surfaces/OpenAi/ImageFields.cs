using System.Globalization;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>The fields of OpenAI's image routes, with the gateway's own beside them.</summary>
internal static class ImageFields
{
    private const int MostPartials = 3;
    private const long MostSeed = 1L << 53;

    /// <summary>Names whose values are numbers, for forms, where all values are texts.</summary>
    public static IReadOnlySet<string> Numbers { get; } = new HashSet<string> { "n", "seed", "num_inference_steps", "guidance_scale", "strength", "output_compression", "partial_images" };

    /// <summary>Names whose values are true or false.</summary>
    public static IReadOnlySet<string> Flags { get; } = new HashSet<string> { "stream", "png_info" };

    /// <summary>Reads all but the given pictures.</summary>
    /// <param name="fields">The body's.</param>
    /// <param name="work">What the route does.</param>
    public static ImageTask Read(Fields fields, ImageWork work)
    {
        var seed = fields.Integer("seed", -1, MostSeed);
        // Both are read where they stand: the one at the door, the other by whoever sends the answer.
        fields.Name("model");
        fields.Name("backend");
        fields.Flag("stream");
        fields.Name("response_format");
        return new ImageTask(work, fields.Text("prompt") ?? "")
        {
            NegativePrompt = fields.Text("negative_prompt"),
            Count = fields.Small("n", 1, ImageTask.MostCount) ?? 1,
            Size = SizeOf(fields),
            Steps = fields.Small("num_inference_steps", 1, 1000),
            Guidance = fields.Number("guidance_scale", 0, 1000),
            Seed = seed == -1 ? null : seed,
            Sampler = fields.Name("sampler"),
            Scheduler = fields.Name("scheduler"),
            Quality = fields.Name("quality"),
            Style = fields.Name("style"),
            Background = fields.Name("background"),
            OutputFormat = fields.Name("output_format"),
            OutputCompression = fields.Small("output_compression", 0, 100),
            Moderation = fields.Name("moderation"),
            InputFidelity = fields.Name("input_fidelity"),
            User = fields.Name("user"),
            PartialImages = fields.Small("partial_images", 0, MostPartials) ?? 0,
            Strength = fields.Number("strength", 0, 1),
            WritesInfo = fields.Flag("png_info") is true,
        };
    }

    /// <summary>How the pictures are wanted; null: as their backend usually gives them.</summary>
    public static ImageForm? FormOf(Fields fields)
    {
        switch (fields.Name("response_format"))
        {
            case null:
                return null;
            case "url":
                return ImageForm.Link;
            case "b64_json" or "base64":
                return ImageForm.Inline;
            case "file":
                return ImageForm.File;
            case var other:
                fields.Faults.Add("response_format", $"response_format must be url, b64_json or file, not '{Shown(other)}'.");
                return null;
        }
    }

    private static ImageSize? SizeOf(Fields fields)
    {
        if (fields.Name("size") is not { } text || text == "auto")
            return null;
        var cross = text.IndexOf('x', StringComparison.OrdinalIgnoreCase);
        if (cross > 0 && Side(text.AsSpan(0, cross)) is { } width && Side(text.AsSpan(cross + 1)) is { } height)
            return new ImageSize(width, height);
        fields.Faults.Add("size", $"size must be 'auto' or WIDTHxHEIGHT in pixels, each between 1 and {ImageSize.LongestSide} (such as 1024x1024), not '{Shown(text)}'.");
        return null;
    }

    private static int? Side(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is >= 1 and <= ImageSize.LongestSide ? side : null;

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

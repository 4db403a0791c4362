using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Backends.ComfyUi;

/// <summary>The built-in graphs, in ComfyUI's API format: pictures from a prompt, and pictures from a picture. Of core nodes alone. Pure.</summary>
internal static class ComfyGraph
{
    /// <summary>The node whose steps are the work's.</summary>
    public const string SamplerNode = "3";

    /// <summary>The node that gives the pictures. They go to the server's folder for temporary files: nobody there asked for them.</summary>
    public const string OutputNode = "9";

    /// <summary>Steps where nobody says how many, as ComfyUI's own first graph has it.</summary>
    public const int UsualSteps = 20;

    private const string Checkpoint = "4";
    private const string Empty = "5";
    private const string Positive = "6";
    private const string Negative = "7";
    private const string Decoded = "8";
    private const string Picture = "10";
    private const string Scaled = "11";
    private const string Encoded = "12";
    private const string Mask = "13";
    private const string Masked = "14";

    private const double UsualGuidance = 8;

    // Near enough to the given picture to be one like it.
    private const double UsualStrength = 0.75;

    /// <summary>Writes the graph as an object.</summary>
    /// <param name="json">At the place of a value.</param>
    /// <param name="task">What is asked; makes one picture of it.</param>
    /// <param name="prompt">What it is asked of.</param>
    public static void Write(Utf8JsonWriter json, ImageTask task, ComfyPrompt prompt)
    {
        json.WriteStartObject();
        Node(json, Checkpoint, "CheckpointLoaderSimple", () => json.WriteString("ckpt_name", prompt.Checkpoint));
        Text(json, Positive, task.Prompt);
        Text(json, Negative, task.NegativePrompt ?? "");
        var latent = prompt.Picture is { } picture ? WritePicture(json, task, picture, prompt.Mask) : WriteEmpty(json, task.Size ?? task.UsualSize);
        Node(json, SamplerNode, "KSampler", () =>
        {
            json.WriteNumber("seed", prompt.Seed);
            json.WriteNumber("steps", task.Steps ?? UsualSteps);
            json.WriteNumber("cfg", task.Guidance ?? UsualGuidance);
            json.WriteString("sampler_name", prompt.Sampler);
            json.WriteString("scheduler", prompt.Scheduler);
            json.WriteNumber("denoise", prompt.Picture is null ? 1 : task.Strength ?? UsualStrength);
            Link(json, "model", Checkpoint, 0);
            Link(json, "positive", Positive, 0);
            Link(json, "negative", Negative, 0);
            Link(json, "latent_image", latent, 0);
        });
        Node(json, Decoded, "VAEDecode", () =>
        {
            Link(json, "samples", SamplerNode, 0);
            Link(json, "vae", Checkpoint, 2);
        });
        Node(json, OutputNode, "PreviewImage", () => Link(json, "images", Decoded, 0));
        json.WriteEndObject();
    }

    /// <summary>The client's field that an input of the graph is made of; null: none of its own.</summary>
    public static string? FieldOf(string input) => input switch
    {
        "steps" => "num_inference_steps",
        "cfg" => "guidance_scale",
        "denoise" => "strength",
        "width" or "height" => "size",
        "seed" => "seed",
        "sampler_name" => "sampler",
        "scheduler" => "scheduler",
        "image" => "image",
        _ => null,
    };

    private static string WriteEmpty(Utf8JsonWriter json, ImageSize size)
    {
        Node(json, Empty, "EmptyLatentImage", () =>
        {
            json.WriteNumber("width", size.Width);
            json.WriteNumber("height", size.Height);
            json.WriteNumber("batch_size", 1);
        });
        return Empty;
    }

    private static string WritePicture(Utf8JsonWriter json, ImageTask task, string picture, string? mask)
    {
        Node(json, Picture, "LoadImage", () => json.WriteString("image", picture));
        var pixels = Picture;
        if (task.Size is { } size)
        {
            pixels = Scaled;
            Node(json, Scaled, "ImageScale", () =>
            {
                Link(json, "image", Picture, 0);
                json.WriteString("upscale_method", "bicubic");
                json.WriteNumber("width", size.Width);
                json.WriteNumber("height", size.Height);
                // Stretched, so that a mask of the picture's own size still fits.
                json.WriteString("crop", "disabled");
            });
        }

        Node(json, Encoded, "VAEEncode", () =>
        {
            Link(json, "pixels", pixels, 0);
            Link(json, "vae", Checkpoint, 2);
        });
        if (mask is null)
            return Encoded;
        // White is 1 there, which is where noise comes.
        Node(json, Mask, "LoadImageMask", () =>
        {
            json.WriteString("image", mask);
            json.WriteString("channel", "red");
        });
        Node(json, Masked, "SetLatentNoiseMask", () =>
        {
            Link(json, "samples", Encoded, 0);
            Link(json, "mask", Mask, 0);
        });
        return Masked;
    }

    private static void Text(Utf8JsonWriter json, string id, string text) => Node(json, id, "CLIPTextEncode", () =>
    {
        json.WriteString("text", text);
        Link(json, "clip", Checkpoint, 1);
    });

    private static void Node(Utf8JsonWriter json, string id, string kind, Action writeInputs)
    {
        json.WriteStartObject(id);
        json.WriteString("class_type", kind);
        json.WriteStartObject("inputs");
        writeInputs();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Link(Utf8JsonWriter json, string input, string node, int output)
    {
        json.WriteStartArray(input);
        json.WriteStringValue(node);
        json.WriteNumberValue(output);
        json.WriteEndArray();
    }
}

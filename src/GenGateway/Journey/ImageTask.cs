using System.Text.Json;

namespace GenGateway.Journey;

/// <summary>Pictures, from a prompt or from other pictures. What is null is the backend's own choice.</summary>
/// <param name="Work">What is done.</param>
/// <param name="Prompt">What they show; empty where <see cref="ImageWork.Vary"/> needs none.</param>
public sealed record ImageTask(ImageWork Work, string Prompt) : GenerationTask
{
    /// <summary>Most pictures of one request.</summary>
    public const int MostCount = 10;

    /// <summary>What they must not show.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>How many, between 1 and <see cref="MostCount"/>.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How large; null: by the backend's own default.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>The size from a prompt alone where neither <see cref="Size"/> nor the backend says one.</summary>
    public ImageSize UsualSize { get; init; } = new(1024, 1024);

    /// <summary>The size for backends that have none of their own: what is asked for, else the first given picture's, else the usual one.</summary>
    public ImageSize SizeOrUsual => Size ?? (Inputs is [var first, ..] ? new ImageSize(first.Header.Width, first.Header.Height) : UsualSize);

    /// <summary>Denoising steps, at least 1.</summary>
    public int? Steps { get; init; }

    /// <summary>Guidance scale (classifier-free guidance), at least 0.</summary>
    public double? Guidance { get; init; }

    /// <summary>Seed of the first picture; the others' follow one by one. Null: drawn.</summary>
    public long? Seed { get; init; }

    /// <summary>The sampler as the client named it.</summary>
    public string? Sampler { get; init; }

    /// <summary>The scheduler as the client named it.</summary>
    public string? Scheduler { get; init; }

    /// <summary>OpenAI's <c>quality</c>.</summary>
    public string? Quality { get; init; }

    /// <summary>OpenAI's <c>style</c>.</summary>
    public string? Style { get; init; }

    /// <summary>OpenAI's <c>background</c>: transparent, opaque, auto.</summary>
    public string? Background { get; init; }

    /// <summary>OpenAI's <c>output_format</c>: png, jpeg, webp.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>OpenAI's <c>output_compression</c>, 0–100.</summary>
    public int? OutputCompression { get; init; }

    /// <summary>OpenAI's <c>moderation</c>.</summary>
    public string? Moderation { get; init; }

    /// <summary>OpenAI's <c>input_fidelity</c>.</summary>
    public string? InputFidelity { get; init; }

    /// <summary>OpenAI's <c>user</c>.</summary>
    public string? User { get; init; }

    /// <summary>Unfinished pictures that the client wants to see while it waits, 0–3.</summary>
    public int PartialImages { get; init; }

    /// <summary>The given pictures; empty for <see cref="ImageWork.Generate"/>.</summary>
    public IReadOnlyList<ImageInput> Inputs { get; init; } = [];

    /// <summary>Where the first input may change; null: everywhere.</summary>
    public ImageMask? Mask { get; init; }

    /// <summary>Whether, without a <see cref="Mask"/>, the first input's own transparency says where it may change (OpenAI's edits).</summary>
    public bool TransparencyIsMask { get; init; }

    /// <summary>Whether what is known of a picture is written into it as a text (<c>parameters</c>), where it is a PNG without one.</summary>
    public bool WritesInfo { get; init; }

    /// <summary>How far the first input may change, 0–1 (denoising strength).</summary>
    public double? Strength { get; init; }

    /// <summary>Fields of Stable Diffusion WebUI that only its like knows, by name, as they came.</summary>
    public IReadOnlyDictionary<string, JsonElement> WebUiFields { get; init; } = new Dictionary<string, JsonElement>();
}

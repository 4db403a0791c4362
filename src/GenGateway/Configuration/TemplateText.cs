namespace GenGateway.Configuration;

/// <summary>A text of a template, in which <c>{{name}}</c> stands for a field of the request. Pure.</summary>
public static class TemplateText
{
    private const string Open = "{{";
    private const string Close = "}}";

    /// <summary>The fields of a request for pictures that templates may name.</summary>
    public static IReadOnlyList<string> ImageFields { get; } =
    [
        "prompt", "negative_prompt", "n", "width", "height", "size", "seed", "model", "steps", "guidance_scale", "sampler", "scheduler", "strength", "quality", "style", "background",
        "output_format", "output_compression", "moderation", "input_fidelity", "user", "image", "image_type", "images", "mask", "mask_type",
    ];

    /// <summary>The text's parts in order: what stands as it is, and names of placeholders.</summary>
    /// <param name="text">As it is written; braces that are not closed stand as they are.</param>
    public static IReadOnlyList<(string Text, bool IsName)> Parts(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<(string, bool)>();
        var at = 0;
        while (text.IndexOf(Open, at, StringComparison.Ordinal) is >= 0 and var open && text.IndexOf(Close, open, StringComparison.Ordinal) is >= 0 and var close)
        {
            if (open > at)
                parts.Add((text[at..open], false));
            parts.Add((text[(open + Open.Length)..close].Trim(), true));
            at = close + Close.Length;
        }

        if (at < text.Length)
            parts.Add((text[at..], false));
        return parts;
    }

    /// <summary>Whether braces open in a text that no placeholder closes.</summary>
    public static bool IsOpen(string text) => Parts(text).Any(static part => !part.IsName && part.Text.Contains(Open, StringComparison.Ordinal));
}

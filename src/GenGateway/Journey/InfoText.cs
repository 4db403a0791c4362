using System.Globalization;
using System.Text;

namespace GenGateway.Journey;

/// <summary>What is known of how a picture was made, as Stable Diffusion WebUI writes it into its pictures and other programs read it there.</summary>
public static class InfoText
{
    /// <summary>The PNG text that it is.</summary>
    public const string Keyword = "parameters";

    /// <summary>The text; what nobody told is left out.</summary>
    /// <param name="task">What its backend was told.</param>
    /// <param name="model">The model, as the client knows it.</param>
    /// <param name="seed">The picture's own; null: unknown.</param>
    public static string Of(ImageTask task, string model, long? seed)
    {
        var text = new StringBuilder(task.Prompt).Append('\n');
        if (task.NegativePrompt is { } negative)
            text.Append("Negative prompt: ").Append(negative).Append('\n');
        var parts = new List<string>();
        Add("Steps", task.Steps);
        Add("Sampler", task.Sampler);
        Add("Schedule type", task.Scheduler);
        Add("CFG scale", (float?)task.Guidance);
        Add("Seed", seed);
        Add("Size", task.Size);
        Add("Model", model);
        return text.AppendJoin(", ", parts).ToString();

        void Add(string name, object? value)
        {
            if (value is not null)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {value}"));
        }
    }
}

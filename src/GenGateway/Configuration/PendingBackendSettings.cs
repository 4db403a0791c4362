namespace GenGateway.Configuration;

/// <summary>The settings of a backend that are known and not in effect yet; see <see cref="PendingSettings"/>.</summary>
internal static class PendingBackendSettings
{
    private const int Day = 24 * 3600;

    public static void Bind(SectionBinder backend)
    {
        var later = backend.Later;
        later.Flag("cancel_by_stream", false);
        later.NumberOrNull("max_message_mb", 1, 2047);
        var template = later.Section("prompt_template");
        template.TextOrNull("inline");
        template.TextOrNull("file");
        var generation = later.Section("generation");
        generation.TextOrNull("default_model");
        generation.Texts("supported_sizes", SettingRules.NotEmpty);
        generation.Anything("models", "list of texts");
        Workflows(later);
        Polled(later);
    }

    private static void Workflows(SectionBinder later)
    {
        foreach (var workflow in later.SectionItems("workflows"))
        {
            workflow.TextOrNull("model");
            workflow.TextOrNull("file");
            foreach (var (_, binding) in workflow.Sections("bindings"))
            {
                binding.TextOrNull("node");
                binding.TextOrNull("input");
                binding.TextOrNull("type", text => SettingRules.OneOf(text, ["string", "int", "float", "bool", "image"]), "string, int, float, bool, image");
                binding.Flag("required", false);
                binding.DecimalOrNull("min", decimal.MinValue, decimal.MaxValue);
                binding.DecimalOrNull("max", decimal.MinValue, decimal.MaxValue);
                binding.Anything("default");
            }

            workflow.Section("output").TextOrNull("node");
        }
    }

    private static void Polled(SectionBinder later)
    {
        var midjourney = later.Section("midjourney");
        midjourney.TextOrNull("prefix");
        midjourney.Choice("pictures", 0, ("crop", 0), ("upscale", 1));
        midjourney.Number("poll_interval_secs", 2, 1, 3600);
        midjourney.Number("max_poll_secs", 600, 1, Day);

        var akash = later.Section("akash");
        akash.Text("base_url", "https://gen.akash.network", SettingRules.HttpUrl);
        akash.Number("submit_timeout_secs", 30, 1, Day);
        akash.Number("status_timeout_secs", 10, 1, Day);
        akash.Number("fetch_timeout_secs", 30, 1, Day);
        akash.Number("poll_interval_secs", 1, 1, 3600);
        akash.Number("max_poll_secs", 300, 1, Day);
        akash.Number("max_concurrent", 10, 1, 100_000);
        akash.Texts("preferred_gpu", SettingRules.NotEmpty, ["RTX4090", "A10", "A100", "V100-32Gi", "H100"]);
    }
}

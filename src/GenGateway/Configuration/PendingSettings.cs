namespace GenGateway.Configuration;

/// <summary>Every setting that is known and not in effect yet: checked, named once at start-up, and otherwise without effect.</summary>
/// <remarks>
/// A setting that comes into effect leaves this file for its section's binder. Those of a backend stand in <see cref="PendingBackendSettings"/>.
/// </remarks>
internal static class PendingSettings
{
    private const int Day = 24 * 3600;

    public static void Bind(SectionBinder all)
    {
        var later = all.Later;

        all.Section("limits").Later.Choice("when_store_down", 0, ("local_share", 0), ("refuse", 1));

        var jobs = all.Section("jobs").Later;
        jobs.Choice("on_restart", 0, ("resume", 0), ("retry", 1), ("fail", 2));
        var webhooks = jobs.Section("webhooks");
        webhooks.TextOrNull("secret_env");
        webhooks.Flag("allow_private", false);
        webhooks.Number("max_attempts", 8, 1, 100);

        all.Section("records").Later.Number("retention_days", 0, 0, 36_500, "0 = for ever");
        S3(all.Section("storage").Later.Section("s3"));
        Engine(all.Section("engine").Later);

        var tracing = later.Section("tracing");
        tracing.TextOrNull("otlp_endpoint", SettingRules.HttpUrl);
        tracing.DecimalOrNull("sample_ratio", 0, 1, "1.0");
        later.Section("mcp").Flag("enabled", true);
    }

    private static void S3(SectionBinder s3)
    {
        foreach (var name in (ReadOnlySpan<string>)["endpoint", "bucket", "region", "access_key_env", "secret_key_env"]) s3.TextOrNull(name);
        s3.Flag("presigned", true);
    }

    private static void Engine(SectionBinder later)
    {
        later.TextOrNull("hub_path");
        later.Number("memory_mb", 0, 0, 1 << 30, "0 = half of the memory");
        later.Number("keep_alive_secs", 300, -1, 365 * Day, "0 = at once, -1 = never");
        later.Flag("share_prefix_cache", false);
        later.Texts("execution_providers", text => SettingRules.OneOf(text, ["cpu", "cuda"]), ["cpu"], "cpu, cuda");
        later.Choice("allow_pull", 0, ("admin", 0), ("nobody", 1));
    }
}

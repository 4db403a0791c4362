namespace GenGateway.Configuration;

/// <summary>Section <c>storage</c>, in its own form and in the flat one that a predecessor's deploy scripts wrote; what is nested wins.</summary>
internal static class StorageBinder
{
    private const string Type = "type";
    private const int Day = 24 * 3600;
    private const int MostHours = 1_000_000;
    private const int MostMinutes = 1_000_000;
    private const int MostSeconds = 1_000_000_000;
    private const long BytesInMb = 1024 * 1024;

    public static StorageConfig Bind(SectionBinder storage)
    {
        if (storage.Choice(Type, "local", ("local", "local"), ("s3", "s3")) == "s3")
            storage.Error(Type, "'s3' is not there yet; write local, which keeps pictures in the directory of base_path, or leave the line out");
        var path = storage.TextOrNull("path", SettingRules.DirectoryPath);
        var hours = storage.NumberOrNull("max_age_hours", 0, MostHours);
        var seconds = storage.NumberOrNull("cleanup_interval_secs", 1, MostSeconds);
        return new StorageConfig(
            storage.Text("base_path", path ?? "./generated_images", SettingRules.DirectoryPath),
            storage.TextOrNull("url_prefix", SettingRules.LinkPrefix, "http://HOST/PATH or https://HOST/PATH"),
            Links(storage.Section("signed_links")),
            Cleanup(storage.Section("cleanup"), hours ?? 24, seconds ?? 3600));
    }

    private static SignedLinksConfig Links(SectionBinder links) => new(
        links.Flag("enabled", false),
        links.Seconds("expires_secs", 3600, 1, 365 * Day));

    private static StorageCleanupConfig Cleanup(SectionBinder cleanup, long standingHours, long standingSeconds)
    {
        var enabled = cleanup.Flag("enabled", true);
        var hours = cleanup.Number("max_age_hours", standingHours, 0, MostHours, "0 = no limit");
        var minutes = cleanup.NumberOrNull("run_interval_mins", 1, MostMinutes, otherwise: "60");
        var megabytes = cleanup.Number("max_total_mb", 0L, 0, 1 << 30, "0 = no limit");
        return new StorageCleanupConfig(
            enabled,
            hours == 0 ? null : TimeSpan.FromHours(hours),
            minutes is { } written ? TimeSpan.FromMinutes(written) : TimeSpan.FromSeconds(standingSeconds),
            megabytes == 0 ? null : megabytes * BytesInMb);
    }
}

namespace GenGateway.Configuration;

/// <summary>Sections <c>breaker</c> and <c>health_check</c>, at the top and of a backend.</summary>
internal static class HealthBinder
{
    private const int Day = 24 * 3600;

    public static BreakerConfig Breaker(SectionBinder breaker)
    {
        var standing = BreakerConfig.Standing;
        return new BreakerConfig(
            breaker.Number("failures", standing.Failures, 1, 1000),
            breaker.Number("successes", standing.Successes, 1, 1000),
            breaker.Seconds("open_secs", (int)standing.OpenTime.TotalSeconds, 1, Day));
    }

    public static BreakerOverrides Overrides(SectionBinder breaker)
    {
        const string otherwise = "the section breaker's";
        return new BreakerOverrides(
            (int?)breaker.NumberOrNull("failures", 1, 1000, otherwise: otherwise),
            (int?)breaker.NumberOrNull("successes", 1, 1000, otherwise: otherwise),
            breaker.NumberOrNull("open_secs", 1, Day, otherwise: otherwise) is { } open ? TimeSpan.FromSeconds(open) : null);
    }

    /// <param name="check">The section.</param>
    /// <param name="defaults">What holds where it writes nothing.</param>
    /// <param name="path">A predecessor's flat form of <c>path</c>; null: not written.</param>
    /// <param name="interval">The same of <c>interval_secs</c>.</param>
    public static HealthCheckConfig Check(SectionBinder check, HealthCheckConfig defaults, string? path = null, long? interval = null)
    {
        var written = check.Text("path", path ?? defaults.Path ?? "", text => text.Length == 0 || text.StartsWith('/') ? null : "must begin with /", "\"\" = the protocol's own probe");
        return new HealthCheckConfig(
            check.Flag("enabled", defaults.Enabled),
            written.Length == 0 ? null : written,
            check.Seconds("interval_secs", (int)(interval ?? (long)defaults.Interval.TotalSeconds), 1, Day),
            check.Seconds("timeout_secs", (int)defaults.Timeout.TotalSeconds, 1, 3600),
            check.Number("failures", defaults.Failures, 1, 1000),
            check.Number("successes", defaults.Successes, 1, 1000));
    }

    /// <summary>A predecessor's flat forms within a backend; the section's own win.</summary>
    public static HealthCheckConfig OfBackend(SectionBinder backend, HealthCheckConfig defaults)
    {
        var path = backend.TextOrNull("health_check_path", text => text.Length == 0 || text.StartsWith('/') ? null : "must begin with /");
        var interval = backend.NumberOrNull("health_check_interval_secs", 1, Day);
        return Check(backend.Section("health_check"), defaults, path, interval);
    }
}
